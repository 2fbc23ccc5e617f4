//! `revision --autogenerate` tries what it writes; `--from revisions` needs no database.

use std::fs;

use sterna::Operation;
use sterna::schema::RawSql;

use super::fixture::{Project, posts_with_a_note, posts_without_a_note};

/// Posts whose note must be there.
fn required() -> Project {
    Project::behind_its_entities().meaning(posts_with_a_note())
}

/// Posts without notes.
fn dropping() -> Project {
    Project::behind_its_entities().meaning(posts_without_a_note())
}

const WRITE: &str = "revision --autogenerate -m x";
const FILLED: &str = "revision --autogenerate -m x --backfill posts.slug=lower(title)";

fn text_of_the_file(project: &Project) -> String {
    let files = project.files();
    assert_eq!(files.len(), 1, "{files:?}");
    fs::read_to_string(&files[0]).expect("a file")
}

#[test]
fn the_proof_stands_between_the_changes_and_the_path() {
    let project = Project::behind_its_entities();
    project.run("upgrade");
    project.sql("INSERT INTO posts (title) VALUES ('A'), ('B')");
    let reply = project.run(FILLED);
    assert_eq!((reply.exit, reply.err.as_str()), (0, ""));
    let lines: Vec<_> = reply.out.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "posts",
            "  + slug  varchar NOT NULL",
            "proved on a copy: upgrade reaches the entities, downgrade restores the database, \
             2 sample rows kept",
        ]
    );
    assert!(lines[3].starts_with("migration/src/versions/") && lines.len() == 4);
}

#[test]
fn json_says_what_was_proved() {
    let project = Project::behind_its_entities();
    project.run("upgrade");
    let reply = project.run(&format!("--json {FILLED}"));
    let document: serde_json::Value = serde_json::from_str(&reply.out).expect("JSON");
    assert_eq!(
        document["proof"],
        serde_json::json!({
            "summary": "proved on a copy: upgrade reaches the entities, downgrade restores the \
                        database",
            "complete": true,
            "sample_rows": 0,
            "kept_rows": 0,
            "unproved": [],
        })
    );
    let project = Project::new();
    project.run("upgrade");
    let reply = project.run("--json revision --autogenerate");
    let document: serde_json::Value = serde_json::from_str(&reply.out).expect("JSON");
    assert_eq!(document["proof"], serde_json::Value::Null);
}

#[test]
fn what_does_not_work_is_not_written() {
    let project = Project::behind_its_entities();
    project.run("upgrade");
    let reply = project.run("revision --autogenerate -m x --backfill posts.slug=lower(titel)");
    assert_eq!((reply.exit, reply.out.as_str()), (5, ""), "{}", reply.err);
    assert!(
        reply
            .err
            .contains("upgrade fails on a copy: alter table posts")
            && reply.err.contains("no such column: titel")
            && reply.err.contains("help: if a --backfill"),
        "{}",
        reply.err
    );
    assert!(project.files().is_empty());
}

#[test]
fn rows_in_the_way_are_counted_in_the_database() {
    let project = required();
    project.run("upgrade");
    project.sql(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203)
         INSERT INTO posts (title) SELECT 't' FROM n",
    );
    let reply = project.run(WRITE);
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert!(
        reply
            .err
            .contains("warning: upgrade refuses the rows as they are now: ")
            && reply
                .err
                .contains("1203 rows of posts hold NULL there; say what they get"),
        "{}",
        reply.err
    );
    assert!(
        reply.out.contains("\n  upgrade was proved without rows: "),
        "{}",
        reply.out
    );
    assert!(text_of_the_file(&project).contains("t.alter_column"));
}

#[test]
fn rows_that_are_not_in_the_way_are_no_warning() {
    let project = required();
    project.run("upgrade");
    project.sql("INSERT INTO posts (title, note) VALUES ('t', 'n')");
    let reply = project.run(WRITE);
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert!(!reply.err.contains("warning"), "{}", reply.err);
    assert!(
        reply
            .out
            .contains("restores the database, 1 sample row kept"),
        "{}",
        reply.out
    );
}

#[test]
fn what_is_lost_is_said_here_and_in_the_file() {
    let project = dropping();
    project.run("upgrade");
    project.sql("INSERT INTO posts (title, note) VALUES ('a', 'n'), ('b', NULL), ('c', NULL)");
    let reply = project.run(WRITE);
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert!(
        reply.out.contains(
            "downgrade restores the schema, 3 sample rows kept\n  \
             downgrade brings posts.note back without its values\n"
        ),
        "{}",
        reply.out
    );
    let text = text_of_the_file(&project);
    assert!(text.contains("// drops the values of 1 row\n"), "{text}");
    assert!(text.contains("// the dropped values are lost\n"), "{text}");
}

#[test]
fn a_revision_needs_no_database() {
    let project = Project::behind_its_entities().without_database();
    let reply = project.run(&format!("{FILLED} --from revisions"));
    assert_eq!((reply.exit, reply.err.as_str()), (0, ""));
    assert!(reply.out.contains("proved on a copy"), "{}", reply.out);
    assert!(text_of_the_file(&project).contains("revises: &[\"bbbb2222\"]"));
    assert!(!project.path("data").exists());
}

#[test]
fn without_a_database_no_rows_are_claimed() {
    let project = dropping().without_database();
    let reply = project.run(&format!("{WRITE} --from revisions"));
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let text = text_of_the_file(&project);
    assert!(
        text.contains("// drops the values of the column\n"),
        "{text}"
    );
}

#[test]
fn nothing_differs_from_the_revisions() {
    let project = Project::new().without_database();
    for (line, words) in [
        ("check --from revisions", "no differences\n"),
        ("revision --autogenerate --from revisions", "no changes\n"),
    ] {
        let reply = project.run(line);
        assert_eq!(
            (reply.exit, reply.out.as_str(), reply.err.as_str()),
            (0, words, "")
        );
    }
    assert!(project.files().is_empty() && !project.path("data").exists());
}

#[test]
fn check_finds_what_the_revisions_lack() {
    let project = Project::behind_its_entities().without_database();
    let reply = project.run("check --from revisions");
    assert_eq!(reply.exit, 1, "{}", reply.err);
    assert!(reply.out.contains("+ slug"), "{}", reply.out);
    let project = Project::without_revisions().without_database();
    assert_eq!(project.run("check --from revisions").exit, 1);
}

#[test]
fn a_history_that_does_not_play_is_said() {
    let forked = Project::forked()
        .without_database()
        .run("check --from revisions");
    assert_eq!(forked.exit, 4);
    assert!(
        forked.err.contains("merge cccc3333 dddd4444"),
        "{}",
        forked.err
    );
    for line in [
        "check --from revisions",
        "revision --autogenerate --from revisions",
    ] {
        let reply = Project::continuing().without_database().run(line);
        assert_eq!(reply.exit, 4, "{}", reply.err);
        assert!(
            reply
                .err
                .contains("the revisions cannot be replayed in memory")
                && reply.err.contains("aaaa0000")
                && reply
                    .err
                    .contains("help: a history that starts from tables"),
            "{}",
            reply.err
        );
    }
}

#[test]
fn what_was_not_replayed_is_said() {
    let reply = Project::broken()
        .without_database()
        .run("check --from revisions");
    assert_eq!(reply.exit, 1, "{}", reply.err);
    assert!(
        reply
            .err
            .contains("note: replayed without what code or rows decide: "),
        "{}",
        reply.err
    );
}

#[test]
fn only_what_is_generated_has_a_side() {
    assert_eq!(
        Project::new().try_parse("revision --from revisions -m x"),
        Err(2)
    );
    assert_eq!(
        Project::new().try_parse("revision --autogenerate --from here"),
        Err(2)
    );
    assert_eq!(Project::new().try_parse("check --from database"), Ok(()));
}

fn statement(sql: &str, reverse: Option<&str>) -> Operation {
    Operation::Execute(RawSql {
        sql: sql.to_owned(),
        reverse: reverse.map(ToOwned::to_owned),
    })
}

#[test]
fn what_code_of_the_project_takes_out_is_no_difference() {
    let project = dropping().hearing(|operations| operations.clear());
    project.run("upgrade");
    let reply = project.run(WRITE);
    assert_eq!((reply.exit, reply.out.as_str()), (0, "no changes\n"));
    assert!(reply.err.contains("code of this project"), "{}", reply.err);
    assert!(!reply.err.contains("dropped"), "{}", reply.err);
    let reply = project.run("check");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert!(reply.err.contains("code of this project"), "{}", reply.err);
    let silent = dropping().hearing(|_| {});
    silent.run("upgrade");
    let reply = silent.run(WRITE);
    assert!(!reply.err.contains("code of this"), "{}", reply.err);
    assert!(reply.err.contains("dropped"), "{}", reply.err);
    assert!(text_of_the_file(&silent).contains("drop_column"));
}

#[test]
fn what_code_of_the_project_adds_is_proved_and_written_both_ways() {
    let project = dropping().hearing(|operations| {
        operations.insert(
            0,
            statement(
                "UPDATE posts SET title = title || '!'",
                Some("UPDATE posts SET title = rtrim(title, '!')"),
            ),
        );
    });
    project.run("upgrade");
    let reply = project.run(WRITE);
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert!(reply.out.contains("proved on a copy"), "{}", reply.out);
    let text = text_of_the_file(&project);
    let (up, down) = text.split_once("fn downgrade").expect("two ways");
    assert!(
        up.contains("title || '!'") && down.contains("rtrim(title"),
        "{text}"
    );
}

#[test]
fn what_code_of_the_project_adds_must_fit_and_have_a_way_back() {
    for (hook, words) in [
        (
            (|operations| operations.push(statement("DELETE FROM posts", None)))
                as fn(&mut Vec<Operation>),
            "no way back",
        ),
        (
            |operations| operations.push(statement("UPDATE nowhere SET a = 1", Some(""))),
            "no such table",
        ),
    ] {
        let project = dropping().hearing(hook);
        project.run("upgrade");
        let reply = project.run(WRITE);
        assert_ne!(reply.exit, 0);
        assert!(reply.err.contains(words), "{}", reply.err);
        assert!(project.files().is_empty());
    }
}
