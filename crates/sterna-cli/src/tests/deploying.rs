//! `backup`, `restore`, `deploy`, `wait`, and the backups before a loss.

use std::fs;
use std::path::PathBuf;

use sea_orm::ConnectionTrait;

use super::fixture::{Project, on, posts, posts_without_a_note};

/// The project's files that end so, from its root.
pub fn files(project: &Project, folder: &str, end: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(project.path(folder)).into_iter().flatten();
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = paths
        .filter(|path| path.to_string_lossy().ends_with(end))
        .collect();
    paths.sort();
    paths
}

/// The backups in their usual folder.
pub fn backups(project: &Project) -> Vec<PathBuf> {
    files(project, "data/backups", ".db")
}

/// A database at the second revision with a row, for a deploy of the third.
pub fn before_the_last() -> Project {
    let project = Project::new();
    project.run("upgrade bbbb");
    project.sql("INSERT INTO posts (title) VALUES ('one')");
    project
}

/// What a deploy must leave when it fails.
const ROWS: &str = "SELECT title || coalesce(note, '-') FROM posts ORDER BY id";
const HEAD: &str = "SELECT version_num FROM sterna_version";

fn is_as_before(project: &Project) {
    assert_eq!(project.query(ROWS), ["one-"]);
    assert_eq!(project.query(HEAD), ["bbbb2222"]);
    assert_eq!(project.query("PRAGMA integrity_check"), ["ok"]);
}

#[test]
fn a_backup_is_a_line_and_can_be_restored() {
    let project = before_the_last();
    let reply = project.run("backup -q");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let path = reply.out.trim().to_owned();
    assert!(path.starts_with("data/backups/app.2"), "{path}");
    assert!(path.ends_with(".bbbb2222.db"), "{path}");
    project.sql("DELETE FROM posts");
    let reply = project.run(&format!("restore {path}"));
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let words = format!(
        "data/app.db is at bbbb2222, as in {path}\nthe replaced file is data/app.db.replaced-"
    );
    assert!(reply.out.starts_with(&words), "{}", reply.out);
    assert_eq!(reply.err, "");
    is_as_before(&project);
}

#[test]
fn a_backup_goes_where_it_is_told() {
    let project = before_the_last();
    assert_eq!(project.run("backup --to elsewhere --keep 1").exit, 0);
    let reply = project.run("backup --to elsewhere --keep 1 --json");
    assert_eq!(files(&project, "elsewhere", ".db").len(), 1);
    assert!(
        reply.out.contains("\"removed\": [\n    \"elsewhere/app.2"),
        "{}",
        reply.out
    );
    assert_eq!(project.try_parse("backup --keep 0"), Err(2));
    fs::write(project.path("file"), "").expect("written");
    let reply = project.run("backup --to file");
    assert_eq!(reply.exit, 3);
    assert!(reply.err.contains("nothing was changed"), "{}", reply.err);
    let reply = Project::new().run("backup");
    assert_eq!(reply.exit, 3);
    assert!(reply.err.contains("there is no database"), "{}", reply.err);
}

#[test]
fn settings_say_where_backups_go() {
    let project = before_the_last();
    let settings = "database_url = 'data/app.db'\nbackups = 'kept'\n";
    fs::write(project.path("sterna.toml"), settings).expect("written");
    project.run("backup");
    assert_eq!(files(&project, "kept", ".db").len(), 1);
}

#[test]
fn what_destroys_begins_with_a_backup_unless_it_is_told_not_to() {
    let project = before_the_last();
    assert_eq!(backups(&project).len(), 0, "a new column destroys nothing");
    let reply = project.run("downgrade -1");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert_eq!(backups(&project).len(), 1);
    assert!(
        reply.err.starts_with("note: backup: data/backups/app.2"),
        "{}",
        reply.err
    );
    let since = "since bbbb2222 drops the column posts.note";
    assert!(reply.err.contains(since), "{}", reply.err);
    project.run("upgrade bbbb --backup");
    assert_eq!(backups(&project).len(), 2);
    let reply = project.run("downgrade -1 --no-backup");
    assert_eq!((reply.err.as_str(), backups(&project).len()), ("", 2));
    for (policy, count) in [("always", 3), ("never", 3), ("auto", 3)] {
        let settings = format!("database_url = 'data/app.db'\nbackup = '{policy}'\n");
        fs::write(project.path("sterna.toml"), settings).expect("written");
        project.run("upgrade bbbb");
        assert_eq!(backups(&project).len(), count, "{policy}");
        project.run("downgrade -1 --no-backup");
    }
    fs::write(project.path("sterna.toml"), "backup = 'sometimes'\n").expect("written");
    assert_eq!(project.run("upgrade").exit, 7);
}

#[test]
fn a_backup_that_fails_stops_what_would_destroy() {
    let project = before_the_last();
    fs::write(project.path("data/backups"), "in the way").expect("written");
    let reply = project.run("downgrade -1");
    assert_eq!(reply.exit, 3);
    is_as_before(&project);
}

#[test]
fn a_deploy_says_each_step() {
    let project = before_the_last();
    let reply = project.run_each(&["deploy", "--verify", "test -n \"$DATABASE_URL\""]);
    assert_eq!(reply.exit, 0, "{}{}", reply.out, reply.err);
    let lines: Vec<_> = reply.out.lines().collect();
    assert!(
        lines[0].starts_with("  backup     data/backups/app.2"),
        "{}",
        reply.out
    );
    assert!(
        lines[1].starts_with("  upgrade    cccc3333  fill the notes"),
        "{}",
        reply.out
    );
    let checks = [
        "at head",
        "entities",
        "foreign keys",
        "quick_check",
        "test -n",
    ];
    for (line, check) in lines[2..].iter().zip(checks) {
        assert!(
            line.starts_with(&format!("  verify     holds  {check}")),
            "{}",
            reply.out
        );
    }
    assert_eq!(lines[7], "data/app.db is at cccc3333 (head)");
    assert_eq!(project.query(ROWS), ["oneone"]);
    assert!(!project.path("data/app.db-sterna").exists());
    let again = project.run("deploy");
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    assert_eq!(backups(&project).len(), 1);
}

#[test]
fn a_plan_changes_nothing() {
    let project = before_the_last();
    let reply = project.run("deploy --plan");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert!(
        reply.out.contains("UPDATE posts SET note = title"),
        "{}",
        reply.out
    );
    assert!(reply.out.contains("into data/backups"), "{}", reply.out);
    assert!(
        reply.out.ends_with("nothing was changed\n"),
        "{}",
        reply.out
    );
    assert_eq!(files(&project, "data", ""), [project.path("data/app.db")]);
    let nothing = Project::new();
    assert_eq!(nothing.run("deploy --plan").exit, 0);
    assert!(!nothing.path("data").exists());
}

#[test]
fn an_upgrade_that_fails_is_told_with_its_own_code() {
    let project = Project::broken();
    project.run("upgrade aaaa");
    project.sql("INSERT INTO posts (title) VALUES ('one')");
    let reply = project.run("deploy");
    assert_eq!(reply.exit, 6, "{}", reply.out);
    assert!(reply.out.contains("  upgrade    fails\n"), "{}", reply.out);
    assert!(
        reply.out.contains("no such table: missing"),
        "{}",
        reply.out
    );
    let words = "not deployed: data/app.db is as it was before, since nothing was changed\n";
    assert!(reply.out.ends_with(words), "{}", reply.out);
    assert_eq!(project.query("SELECT title FROM posts"), ["one"]);
    assert_eq!(project.query(HEAD), ["aaaa1111"]);
}

#[test]
fn a_verification_that_fails_brings_the_rows_back() {
    let project = before_the_last();
    for (words, check) in [
        (
            vec!["deploy", "--verify", "echo it is ill >&2; exit 3"],
            "it is ill",
        ),
        (
            vec!["deploy", "--verify", "sleep 60", "--verify-timeout", "1"],
            "not done after 1 s",
        ),
        (
            vec!["deploy", "--verify", "/no/such/command"],
            "fails  /no/such/command",
        ),
    ] {
        let reply = project.run_each(&words);
        assert_eq!(reply.exit, 8, "{}{}", reply.out, reply.err);
        assert!(reply.out.contains(check), "{}", reply.out);
        let end = "not deployed: data/app.db is as it was before, out of data/backups/app.2";
        assert!(reply.out.contains(end), "{}", reply.out);
        is_as_before(&project);
    }
    // The upgraded file is kept, for whoever looks for the reason.
    let kept = files(&project, "data", "");
    let is_kept = |path: &&PathBuf| path.to_string_lossy().contains(".undone-");
    assert_eq!(kept.iter().filter(is_kept).count(), 3);
}

#[test]
fn what_sqlite_itself_finds_is_not_deployed() {
    for (project, check, words) in [
        (
            Project::dangling(),
            "foreign keys",
            "1 more rows refer to one that is not there",
        ),
        (
            Project::damaging(),
            "quick_check",
            "CHECK constraint failed in odd",
        ),
    ] {
        project.run("upgrade bbbb");
        project.sql("INSERT INTO posts (title) VALUES ('one')");
        let reply = project.run("deploy --skip entities");
        assert_eq!(reply.exit, 8, "{}{}", reply.out, reply.err);
        let fails = format!("  verify     fails  {check}");
        assert!(reply.out.contains(&fails), "{}", reply.out);
        assert!(reply.out.contains(words), "{}", reply.out);
        is_as_before(&project);
    }
}

/// A command that is ended takes along what it has started.
#[cfg(unix)]
#[test]
fn a_verification_leaves_nobody_behind() {
    for end in ["sleep 60", "exit 3"] {
        let project = before_the_last();
        let pid = project.path("pid");
        let check = format!("sleep 600 & echo $! > '{}'; {end}", pid.display());
        let words = ["deploy", "--verify", &check, "--verify-timeout", "2"];
        assert_eq!(project.run_each(&words).exit, 8);
        let pid = fs::read_to_string(pid).expect("a process");
        let is_over = || {
            // One that nobody waits for may stay in the table, without a command line.
            let line = fs::read(format!("/proc/{}/cmdline", pid.trim()));
            line.is_ok_and(|line| line.is_empty()) || !is_alive(&pid)
        };
        let over = (0..500).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            is_over()
        });
        assert!(over, "{end}: it still runs");
    }
}

#[cfg(unix)]
fn is_alive(pid: &str) -> bool {
    let kill = std::process::Command::new("kill")
        .args(["-0", pid.trim()])
        .stderr(std::process::Stdio::null())
        .status();
    kill.expect("kill runs").success()
}

#[test]
fn a_verification_of_nothing_is_refused() {
    let project = Project::new();
    assert_eq!(project.try_parse("deploy --verify true"), Ok(()));
    assert_eq!(project.try_parse("deploy --verify="), Err(2));
}

/// The upgrade adds a column, and somebody writes while it is verified.
#[test]
fn what_others_wrote_stays_and_what_has_no_room_is_copied() {
    let project = Project::behind_its_entities().meaning(posts());
    project.run("upgrade aaaa");
    project.sql("INSERT INTO posts (title) VALUES ('one')");
    let [running, go] = ["running", "go"].map(|name| project.path(name));
    let (database, seen, told) = (project.path("data/app.db"), running.clone(), go.clone());
    let writer = std::thread::spawn(move || {
        while !seen.exists() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        on(&database, async |db| {
            let sql = "INSERT INTO posts (title, note) VALUES ('late', 'kept elsewhere')";
            db.execute_unprepared(sql).await.expect("inserted");
        });
        fs::write(told, "").expect("written");
    });
    let (running, go) = (running.display(), go.display());
    let check = format!("touch '{running}'; until test -e '{go}'; do sleep 0.05; done; exit 7");
    let reply = project.run_each(&["deploy", "--verify", &check, "--json"]);
    writer.join().expect("the writer ends");
    assert_eq!(reply.exit, 8, "{}{}", reply.out, reply.err);
    assert_eq!(
        project.query("SELECT title FROM posts ORDER BY id"),
        ["one", "late"]
    );
    assert_eq!(project.query(HEAD), ["aaaa1111"]);
    let document: serde_json::Value = serde_json::from_str(&reply.out).expect("JSON");
    assert_eq!(document["undone"]["way"], "downgraded");
    let backup = document["undone"]["backup"]
        .as_str()
        .expect("a second backup");
    let notes = on(&project.path(backup), async |db| {
        let sql = "SELECT note FROM posts WHERE note IS NOT NULL";
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.expect("answered");
        row.expect("a row")
            .try_get_by_index::<String>(0)
            .expect("text")
    });
    assert_eq!(notes, "kept elsewhere");
}

#[test]
fn entities_that_differ_are_not_deployed_unless_that_is_left_out() {
    let project = before_the_last().meaning(posts_without_a_note());
    let reply = project.run("deploy --json");
    assert_eq!(reply.exit, 8, "{}", reply.out);
    let document: serde_json::Value = serde_json::from_str(&reply.out).expect("JSON");
    assert_eq!(document["ended"], "rolled_back");
    assert_eq!(document["undone"]["way"], "restored");
    assert_eq!(document["checks"][1]["name"], "entities");
    assert_eq!(document["checks"][1]["passed"], false);
    assert_eq!(document["checks"][2]["passed"], serde_json::Value::Null);
    is_as_before(&project);
    assert_eq!(project.run("deploy --skip entities").exit, 0);
    assert_eq!(project.meaning(posts()).run("check").exit, 0);
}

#[test]
fn a_database_that_was_not_there_is_removed_again() {
    let project = Project::new();
    let reply = project.run_each(&["deploy", "--verify", "false"]);
    assert_eq!(reply.exit, 8, "{}", reply.out);
    assert!(files(&project, "data", "").is_empty());
    let broken = Project::broken();
    assert_eq!(broken.run("deploy").exit, 6);
    assert!(files(&broken, "data", "").is_empty());
    let forked = Project::forked();
    assert_eq!(forked.run("deploy").exit, 4);
    assert!(files(&forked, "data", "").is_empty());
    assert_eq!(project.run("deploy").exit, 0);
}

#[test]
fn a_killed_deploy_is_told_by_the_next_command() {
    let project = before_the_last();
    let words = "a deploy of data/app.db was killed: `cargo db deploy` goes on";
    fs::write(project.path("data/app.db-sterna"), words).expect("written");
    for _ in 0..2 {
        let reply = project.run("current");
        assert_eq!(
            reply.err,
            format!("warning: {words}\nnote: 1 revision behind head\n")
        );
    }
    // What fails says it as well, and a deploy that could not begin leaves it for the next one.
    let failing = [
        ("upgrade nowhere", 4),
        ("restore nothing.db", 3),
        ("deploy --to sterna.toml", 3),
    ];
    for (line, exit) in failing {
        let reply = project.run(line);
        let said = reply.err.matches(words).count();
        assert_eq!((reply.exit, said), (exit, 1), "{line}: {}", reply.err);
    }
    let reply = project.run("deploy");
    assert_eq!((reply.exit, reply.err), (0, format!("warning: {words}\n")));
    assert_eq!(project.run("current").err, "");
}

#[test]
fn waiting_ends_with_the_database_at_head() {
    let project = before_the_last();
    let reply = project.run("wait --timeout 0");
    assert_eq!(reply.exit, 1);
    assert!(
        reply.err.contains("Current: bbbb2222, head: cccc3333"),
        "{}",
        reply.err
    );
    project.run("upgrade");
    assert_eq!(project.run("wait").out, "data/app.db is at head\n");
    assert_eq!(Project::new().run("wait --timeout 0").exit, 3);
}

#[test]
fn a_revision_that_never_ran_is_no_detail() {
    let project = Project::new();
    project.run("upgrade head");
    let said = "revision bbbb2222 lies below an applied one and never ran";
    for line in ["check", "deploy --plan", "current --check-heads"] {
        let reply = project.run(line);
        assert_eq!((reply.exit, reply.err.contains(said)), (0, false), "{line}");
    }
    project.sql("DELETE FROM sterna_history WHERE revision = 'bbbb2222'");
    for (line, exit) in [
        ("check", 0),
        ("deploy --plan", 0),
        ("current --check-heads", 1),
        ("deploy", 4),
    ] {
        let reply = project.run(line);
        assert!(reply.err.contains(said), "{line}: {}", reply.err);
        assert_eq!(reply.exit, exit, "{line}: {}", reply.err);
    }
    assert_eq!(backups(&project), [""; 0].map(PathBuf::from));
    project.run("repair bbbb2222");
    assert_eq!(project.run("deploy").exit, 0);
}
