//! `current`, `history`, `heads`, `branches`, `show`, `check`, `diff`, and JSON.

use std::fs;

use serde_json::Value;

use super::fixture::{Project, Reply};

fn json(reply: &Reply) -> Value {
    serde_json::from_str(&reply.out).expect("one JSON document")
}

#[test]
fn current_prints_the_applied_heads_and_nothing_else() {
    let project = Project::new();
    project.sql("CREATE TABLE other (a)");
    let reply = project.run("current");
    assert_eq!((reply.exit, reply.out.as_str()), (0, ""));
    assert_eq!(reply.err, "note: 3 revisions behind head\n");
    assert_eq!(
        project.query("SELECT name FROM sqlite_schema"),
        ["other"],
        "no version table"
    );
    project.run("upgrade bbbb");
    assert_eq!(project.run("current").out, "bbbb2222  posts get a note\n");
    assert_eq!(project.run("current --check-heads").exit, 1);
    project.run("upgrade");
    assert_eq!(project.run("current --check-heads").exit, 0);
    let verbose = project.run("current --verbose").out;
    assert!(
        verbose.contains("file     migration/src/versions/m20260103"),
        "{verbose}"
    );
    assert!(verbose.contains("applied  2"), "{verbose}");
}

#[test]
fn current_works_where_a_revision_is_gone() {
    let project = Project::new();
    project.run("upgrade");
    project.sql("UPDATE sterna_version SET version_num = 'gone\u{1b}[2J'");
    let reply = project.run("current");
    assert_eq!(reply.exit, 4);
    assert_eq!(
        reply.out,
        "gone\\u{1b}[2J  (not among the revisions here)\n"
    );
    assert!(reply.err.contains("stamp --purge"), "{}", reply.err);
}

#[test]
fn history_is_newest_first() {
    let project = Project::new();
    let reply = project.run("history");
    assert_eq!(
        reply.out,
        "bbbb2222  -> cccc3333  fill the notes    (head)\n\
         aaaa1111  -> bbbb2222  posts get a note\n\
         base      -> aaaa1111  create posts\n"
    );
    assert_eq!(
        project.run("history -r aaaa1111:bbbb").out.lines().count(),
        2
    );
    assert_eq!(project.run("history -r -1:").out.lines().count(), 2);
    assert!(!project.path("data").exists());
    project.run("upgrade aaaa");
    let marked = project.run("history -i").out;
    assert!(
        marked.contains("aaaa1111  create posts      (current)"),
        "{marked}"
    );
}

#[test]
fn history_verbose_shows_files_and_changes() {
    let project = Project::new();
    let reply = project.run("history --verbose");
    assert_eq!((reply.exit, reply.err.as_str()), (0, ""));
    let out = reply.out;
    assert!(
        out.contains("  file     migration/src/versions/m20260102_000000_posts_get_a_note.rs"),
        "{out}"
    );
    assert!(out.contains("\n+  \"note\" varchar\n"), "{out}");
    assert!(
        out.contains("  execute UPDATE posts SET note = title\n"),
        "{out}"
    );
    let show = project.run("show bbbb").out;
    assert!(
        show.contains("  revises  aaaa1111\n") && show.contains("+  \"note\" varchar"),
        "{show}"
    );
    assert!(!project.path("data").exists(), "it is played in memory");
}

#[test]
fn a_fork_is_shown() {
    let project = Project::forked();
    assert_eq!(
        project.run("heads").out,
        "cccc3333  fill the notes  (head)\ndddd4444  another head    (right, head)\n"
    );
    let branches = project.run("branches").out;
    assert!(
        branches.starts_with("bbbb2222  posts get a note  (branch point)  -> "),
        "{branches}"
    );
    assert_eq!(project.run("show current").exit, 4, "nothing is applied");
}

#[test]
fn check_compares_the_entities_with_the_database() {
    let project = Project::new();
    project.run("upgrade");
    let reply = project.run("check");
    assert_eq!(
        (reply.exit, reply.out.as_str(), reply.err.as_str()),
        (0, "no differences\n", "")
    );
    project.sql("ALTER TABLE posts DROP COLUMN note; CREATE TABLE mine (a)");
    let reply = project.run("check");
    assert_eq!(
        (reply.exit, reply.out.as_str()),
        (1, "posts\n  + note  varchar\nleft alone: table mine\n")
    );
    let verbose = project.run("check --verbose").out;
    assert!(verbose.contains("\n+  \"note\" varchar\n"), "{verbose}");
}

#[test]
fn diff_compares_anything_with_anything() {
    let project = Project::new();
    let old = "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);";
    std::fs::write(project.path("old.sql"), old).expect("written");
    let text = project.run("diff --from old.sql --to entities");
    assert_eq!(text.exit, 1, "{}", text.err);
    assert!(text.out.contains("+ note"), "{}", text.out);
    let rust = project.run("diff --from old.sql --to entities --rust");
    assert!(
        rust.out.contains("t.add_column(string_null(\"note\"));"),
        "{}",
        rust.out
    );
    let script = project.run("diff --from old.sql --to entities --sql");
    assert_eq!(script.exit, 1);
    assert!(
        script.out.contains("ALTER TABLE \"posts\" ADD COLUMN"),
        "{}",
        script.out
    );
    assert_eq!(project.run("diff --from entities --to entities").exit, 0);
    assert_eq!(
        project.run("diff --from old.sql --to old.sql --sql").out,
        ""
    );
    project.run("upgrade");
    assert_eq!(project.run("diff --from entities --to data/app.db").exit, 0);
    assert_eq!(project.run("diff --from data/app.db --to old.sql").exit, 1);
    assert_eq!(project.run("diff --from none.sql --to entities").exit, 3);
    assert_eq!(project.run("diff --from none.db --to entities").exit, 3);
    std::fs::write(project.path("bad.sql"), ".read other.sql").expect("written");
    let bad = project.run("diff --from bad.sql --to entities");
    assert!(
        bad.exit == 3 && bad.err.contains("begin with a dot"),
        "{}",
        bad.err
    );
}

#[test]
fn json_has_a_version_and_facts() {
    let project = Project::new();
    let upgraded = json(&project.run("upgrade --json"));
    assert_eq!(upgraded["sterna"], 1);
    assert_eq!(upgraded["command"], "upgrade");
    assert_eq!(upgraded["to"][0], "cccc3333");
    assert_eq!(upgraded["steps"][0]["summary"], "1 table");
    let current = json(&project.run("current --json"));
    assert_eq!(current["at_head"], true);
    assert_eq!(current["revisions"][0]["id"], "cccc3333");
    assert_eq!(current["revisions"][0]["applied"]["direction"], "upgrade");
    let history = json(&project.run("history --json"));
    assert_eq!(history["revisions"].as_array().map(Vec::len), Some(3));
    let check = json(&project.run("check --json"));
    assert_eq!(
        (&check["equal"], &check["exit"]),
        (&Value::Bool(true), &Value::from(0))
    );
    let script = json(&project.run("upgrade base:head --sql --json"));
    assert!(
        script["text"]
            .as_str()
            .is_some_and(|text| text.contains("CREATE TABLE"))
    );
    let failed = project.run("upgrade zzzz --json");
    assert!(failed.err.starts_with("error: "), "a person reads it too");
    assert!(json(&failed)["error"]["help"].is_string());
    assert_eq!(json(&failed)["exit"], 4);
}

/// What `diff` renames, between two tables given as SQL.
fn renamed(from: &str, to: &str, renames: &[&str]) -> (u8, Vec<String>) {
    let project = Project::new();
    fs::write(project.path("from.sql"), from).expect("written");
    fs::write(project.path("to.sql"), to).expect("written");
    let mut words = vec!["diff", "--from", "from.sql", "--to", "to.sql", "--rust"];
    words.extend(renames.iter().flat_map(|rename| ["--rename", *rename]));
    let reply = project.run_each(&words);
    let upgrade = reply.out.split("fn downgrade").next().unwrap_or_default();
    let lines = upgrade
        .lines()
        .filter(|line| line.contains("rename_") || line.contains("drop_"));
    (
        reply.exit,
        lines.map(|line| line.trim().to_owned()).collect(),
    )
}

#[test]
fn renames_are_understood_in_any_order() {
    let (from, to) = (
        "CREATE TABLE posts (title TEXT)",
        "CREATE TABLE articles (headline TEXT)",
    );
    let expected = [
        "op.rename_table(\"posts\", \"articles\");",
        "t.rename_column(\"title\", \"headline\");",
    ];
    for column in ["posts.title:headline", "articles.title:headline"] {
        for order in [[column, "posts:articles"], ["posts:articles", column]] {
            let (exit, found) = renamed(from, to, &order);
            assert_eq!(
                (exit, found.as_slice()),
                (1, &expected.map(str::to_owned)[..])
            );
        }
    }
}

#[test]
fn names_that_change_places_step_aside() {
    let (exit, found) = renamed(
        "CREATE TABLE t (a INTEGER, b TEXT)",
        "CREATE TABLE t (b INTEGER, a TEXT)",
        &["t.a:b", "t.b:a"],
    );
    let expected = [
        "t.rename_column(\"a\", \"a_aside\");",
        "t.rename_column(\"b\", \"a\");",
        "t.rename_column(\"a_aside\", \"b\");",
    ];
    assert_eq!(
        (exit, found.as_slice()),
        (1, &expected.map(str::to_owned)[..])
    );
}

#[test]
fn a_colon_in_a_name_is_quoted() {
    let (exit, found) = renamed(
        "CREATE TABLE t (\"a:b\" TEXT)",
        "CREATE TABLE t (\"c:d\" TEXT)",
        &["t.a:b:\"c:d\""],
    );
    assert_eq!(
        (exit, found),
        (1, vec!["t.rename_column(\"a:b\", \"c:d\");".to_owned()])
    );
}

#[test]
fn a_name_that_stays_taken_is_refused() {
    let (exit, _) = renamed(
        "CREATE TABLE t (a INTEGER, b TEXT)",
        "CREATE TABLE t (b INTEGER)",
        &["t.a:b"],
    );
    assert_eq!(exit, 2);
}
