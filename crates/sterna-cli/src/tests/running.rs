//! `upgrade`, `downgrade`, `stamp`, `ensure-version`.

use super::fixture::Project;

#[test]
fn upgrade_makes_the_database_and_says_what_it_did() {
    let project = Project::new();
    let reply = project.run("upgrade");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let lines: Vec<_> = reply.out.lines().collect();
    assert!(
        lines[0].starts_with("  aaaa1111  create posts"),
        "{}",
        reply.out
    );
    assert!(lines[0].ends_with("1 table"), "{}", reply.out);
    assert_eq!(lines[3], "data/app.db is at cccc3333 (head)");
    assert_eq!(reply.err, "");
    let again = project.run("upgrade head");
    assert_eq!(
        again.out,
        "data/app.db is at cccc3333 (head), nothing to do\n"
    );
}

#[test]
fn downgrade_goes_back_and_up_again() {
    let project = Project::new();
    project.run("upgrade bbbb");
    project.sql("INSERT INTO posts (title) VALUES ('one')");
    assert_eq!(project.run("upgrade +1").exit, 0);
    assert_eq!(project.query("SELECT note FROM posts"), ["one"]);
    let reply = project.run("downgrade -2");
    assert!(
        reply.out.contains("  bbbb2222  posts get a note  undone"),
        "{}",
        reply.out
    );
    assert!(
        reply.out.ends_with("data/app.db is at aaaa1111\n"),
        "{}",
        reply.out
    );
    let reply = project.run("downgrade base");
    assert!(
        reply.out.ends_with("data/app.db is at base\n"),
        "{}",
        reply.out
    );
    assert_eq!(
        project.query("SELECT name FROM sqlite_schema WHERE name = 'posts'"),
        [""; 0]
    );
}

#[test]
fn a_program_that_lacks_a_revision_takes_it_down_and_says_so() {
    let later = Project::behind_its_entities();
    assert_eq!(later.run("upgrade").exit, 0);
    let database = later.path("data/app.db");
    let earlier = Project::broken();
    let database = database.to_str().expect("a path");
    let reply = earlier.run_each(&["downgrade", "aaaa1111", "--database-url", database]);
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let note = "note: revision bbbb2222 is not in this program and is undone by what the history \
                keeps of it\n";
    assert!(reply.err.starts_with(note), "{}", reply.err);
    // What only the history knows may destroy as much as what the program knows.
    let since = "since bbbb2222 drops the column posts.note\n";
    assert!(reply.err.ends_with(since), "{}", reply.err);
    assert!(
        reply.out.contains("  bbbb2222  posts get a note  undone"),
        "{}",
        reply.out
    );
    assert!(later.run("current").out.contains("aaaa1111"));
}

#[test]
fn a_quick_check_is_asked_for_once_or_always() {
    let project = Project::new();
    let reply = project.run("upgrade --quick-check");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert_eq!(project.run("downgrade -1 --quick-check").exit, 0);
    let settings = "quick_check = true\ndatabase_url = 'data/app.db'\n";
    std::fs::write(project.path("sterna.toml"), settings).expect("a writable file");
    assert_eq!(project.run("upgrade").exit, 0);
    assert_eq!(project.try_parse("upgrade --quick-check --dry-run"), Err(2));
}

#[test]
fn quiet_says_nothing_of_what_was_done() {
    let project = Project::new();
    let reply = project.run("upgrade -q");
    assert_eq!(
        (reply.exit, reply.out.as_str(), reply.err.as_str()),
        (0, "", "")
    );
    assert_eq!(
        project.run("current -q").out,
        "cccc3333  fill the notes  (head)\n"
    );
}

#[test]
fn a_dry_run_and_a_script_change_nothing() {
    let project = Project::new();
    let plan = project.run("upgrade --dry-run");
    assert_eq!(plan.exit, 0, "{}", plan.err);
    assert!(plan.out.contains("CREATE TABLE \"posts\""), "{}", plan.out);
    assert!(
        plan.out
            .ends_with("data/app.db would be at cccc3333 (head); nothing was changed\n")
    );
    let script = project.run("upgrade --sql");
    assert!(script.out.trim_end().ends_with("COMMIT;"), "{}", script.out);
    assert!(!project.path("data").exists(), "no folder, no file");

    project.run("upgrade bbbb");
    let plan = project.run("downgrade -1 --dry-run");
    assert!(
        plan.out.contains("bbbb2222  posts get a note  undone"),
        "{}",
        plan.out
    );
    assert!(plan.out.contains("posts: drop column note"), "{}", plan.out);
    assert_eq!(project.run("downgrade base --sql").exit, 0);
    assert_eq!(project.run("current").out, "bbbb2222  posts get a note\n");
}

#[test]
fn a_range_becomes_a_script_without_a_database() {
    let project = Project::new();
    let reply = project.run("upgrade aaaa1111:cccc3333 --sql");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert!(
        !reply.out.contains("CREATE TABLE \"posts\""),
        "{}",
        reply.out
    );
    assert!(
        reply.out.contains("ALTER TABLE \"posts\" ADD COLUMN"),
        "{}",
        reply.out
    );
    let back = project.run("downgrade bbbb2222:base --sql");
    assert!(back.out.contains("DROP TABLE \"posts\""), "{}", back.out);
    assert!(!project.path("data").exists());
    assert_eq!(
        project.run("upgrade aaaa1111:cccc3333").exit,
        4,
        "a range goes with --sql"
    );
}

/// The lines for SQLite itself: those that begin with a dot are for its shell.
fn statements(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.starts_with('.'));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_script_commits_once_or_after_each_revision() {
    let versions = "SELECT version_num FROM sterna_version";
    let history = "SELECT revision FROM sterna_history ORDER BY rowid";
    let project = Project::new();
    let whole = project.run("upgrade --sql");
    assert_eq!(whole.out.matches("COMMIT;").count(), 1, "{}", whole.out);
    let each = project.run("upgrade --sql --transaction-per-revision");
    assert_eq!(each.out.matches("COMMIT;").count(), 3, "{}", each.out);
    // A shell that dies before the last COMMIT leaves what was committed before.
    let (before, last) = each.out.rsplit_once("COMMIT;").expect("a last one");
    assert_eq!(last.trim(), "");
    project.sql(&statements(before));
    assert_eq!(project.query(versions), ["bbbb2222"]);
    assert_eq!(project.query(history), ["aaaa1111", "bbbb2222"]);
    assert_eq!(project.run("upgrade").exit, 0);
    let back = project.run("downgrade base --sql --transaction-per-revision");
    project.sql(&statements(&back.out));
    assert!(project.query(versions).is_empty());
    assert_eq!(project.query(history).len(), 6);
}

#[test]
fn a_range_that_leads_the_other_way_is_refused() {
    let project = Project::new();
    for line in [
        "upgrade cccc3333:base --sql",
        "downgrade base:head --sql",
        "downgrade aaaa1111:cccc3333 --sql",
    ] {
        let reply = project.run(line);
        assert_eq!((reply.exit, reply.out.as_str()), (4, ""), "{line}");
        assert!(reply.err.contains("does not lead"), "{}", reply.err);
    }
}

#[test]
fn a_script_says_first_where_the_database_must_be() {
    let project = Project::new();
    let reply = project.run("downgrade bbbb2222:base --sql");
    let must = "version_num IN ('bbbb2222')";
    let (start, rest) = reply.out.split_once(must).expect("a look at the version");
    assert!(!start.contains("DROP TABLE \"posts\""), "{start}");
    assert!(rest.contains("DROP TABLE \"posts\""), "{rest}");
}

#[test]
fn stamp_records_without_running() {
    let project = Project::new();
    project.sql("CREATE TABLE posts (id integer PRIMARY KEY)");
    let reply = project.run("stamp head");
    assert_eq!(reply.out, "data/app.db is at cccc3333 (head)\n");
    assert_eq!(project.run("stamp base").out, "data/app.db is at base\n");
    assert_eq!(project.run("stamp zzzz9999").exit, 4);
    project.sql("INSERT INTO sterna_version VALUES ('gone0000')");
    assert_eq!(
        project.run("stamp head").exit,
        4,
        "what is there is not understood"
    );
    assert_eq!(
        project.run("stamp --purge aaaa").out,
        "data/app.db is at aaaa1111\n"
    );
}

#[test]
fn reset_leaves_an_empty_database_at_head() {
    let project = Project::new();
    assert_eq!(project.run("reset").exit, 0, "there is nothing to lose");
    project.sql("INSERT INTO posts (title) VALUES ('a'); CREATE TABLE mine (a)");
    let reply = project.run("reset");
    assert_eq!((reply.exit, reply.out.as_str()), (5, ""));
    assert!(reply.err.contains("add --yes"), "{}", reply.err);
    assert_eq!(project.query("SELECT title FROM posts"), ["a"]);
    let reply = project.run("reset --yes");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert_eq!(reply.out.lines().count(), 7, "{}", reply.out);
    assert!(
        reply.out.ends_with("data/app.db is at cccc3333 (head)\n"),
        "{}",
        reply.out
    );
    assert_eq!(project.query("SELECT title FROM posts"), [""; 0]);
    assert_eq!(
        project.query("SELECT name FROM sqlite_schema WHERE name = 'mine'"),
        ["mine"]
    );
}

#[test]
fn reset_asks_a_person() {
    for (answer, exit) in [("yes", 0), ("no", 5)] {
        let project = Project::new().answering(answer);
        project.run("upgrade");
        assert_eq!(project.run("reset").exit, exit, "{answer}");
    }
}

#[test]
fn a_database_of_production_is_not_reset() {
    let project = Project::new();
    project.run("upgrade");
    project.sql("INSERT INTO posts (title) VALUES ('a')");
    let settings = "database_url = 'data/app.db'\nproduction = ['*/data/*']\n";
    std::fs::write(project.path("sterna.toml"), settings).expect("written");
    let reply = project.run("reset --yes");
    assert_eq!(reply.exit, 5);
    assert!(
        reply.err.contains("`*/data/*` in sterna.toml"),
        "{}",
        reply.err
    );
    assert_eq!(project.query("SELECT title FROM posts"), ["a"]);
    assert_eq!(project.run("reset --yes --database-url other.db").exit, 0);
}

#[test]
fn a_target_that_is_none_leaves_no_database_behind() {
    let project = Project::new();
    assert_eq!(project.run("upgrade zzzz9999").exit, 4);
    assert_eq!(project.run("stamp zzzz9999").exit, 4);
    assert!(!project.path("data").exists());
}

#[test]
fn the_tables_of_the_record_can_be_made_alone() {
    let project = Project::new();
    let statements = project.run("ensure-version --sql");
    assert!(
        statements
            .out
            .starts_with("CREATE TABLE \"sterna_version\""),
        "{}",
        statements.out
    );
    assert!(!project.path("data").exists());
    let reply = project.run("ensure-version");
    assert_eq!(
        reply.out,
        "data/app.db has sterna_version and sterna_history\n"
    );
    assert_eq!(
        project.query("SELECT version_num FROM sterna_version"),
        [""; 0]
    );
}

/// SQLite calls the id INT there, which is no type that counts up.
#[test]
fn a_table_that_a_query_made_differs_and_fails_nothing() {
    let project = Project::new();
    project.run("upgrade");
    project.sql(
        "INSERT INTO posts (title, note) VALUES ('one', 'a note');
         CREATE TABLE copy AS SELECT * FROM posts; DROP TABLE posts;
         ALTER TABLE copy RENAME TO posts",
    );
    let reply = project.run("check");
    assert_eq!(reply.exit, 1, "{}{}", reply.out, reply.err);
    let key = "+ primary key  (id) AUTOINCREMENT";
    assert!(reply.out.contains(key), "{}", reply.out);
}

#[test]
fn what_has_no_way_back_is_refused_before_anything_is_undone() {
    let project = Project::wrong();
    project.run("upgrade");
    let reply = project.run("downgrade base");
    assert_eq!(reply.exit, 5, "{}", reply.err);
    for part in [
        "aaaa7777 (no way down): there is no way back: titles are not shortened",
        "nothing was changed",
    ] {
        assert!(reply.err.contains(part), "{}", reply.err);
    }
    assert!(project.run("current").out.contains("bbbb8888"));
}

#[test]
fn a_file_is_called_from_the_root_whoever_tells() {
    let project = Project::new();
    project.run("upgrade bbbb2222");
    let project = project.edited();
    let file = "(migration/src/versions/m20260102_000000_posts_get_a_note.rs)";
    for line in ["upgrade --sql", "upgrade --dry-run", "current", "upgrade"] {
        let reply = project.run(line);
        assert!(reply.err.contains(file), "{line}: {}", reply.err);
    }
}
