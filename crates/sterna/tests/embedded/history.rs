//! What the database remembers: versions, history, edited and skipped revisions.

use sterna::graph::GraphError;
use sterna::prelude::*;
use sterna::report::Warning;
use sterna::{Error, Revisions};

use crate::support::*;

fn create(op: &mut Operations) {
    op.create_table(table("posts").column(pk_auto("id")));
}

fn drop(op: &mut Operations) {
    op.drop_table("posts");
}

const A: Revision = Revision {
    message: "create posts",
    ..revision("aaa1", create, drop)
};
const B: Revision = Revision {
    message: "nothing much",
    ..revision("bbb2", nothing, nothing)
};
const C: Revision = revision("ccc3", nothing, nothing);

#[tokio::test]
async fn a_new_database_is_behind_and_stays_untouched() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[A, B]);
    let current = revisions.current(&db).await.unwrap();
    assert!(current.applied.is_empty() && !current.is_current());
    assert_eq!(current.pending, ["aaa1", "bbb2"]);
    let error = revisions.ensure_current(&db).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Database schema mismatch. Current: none, head: bbb2"
    );
    assert!(error.help().unwrap().contains("upgrade head"));
    assert!(schema(&db).await.is_empty());
}

#[tokio::test]
async fn the_history_says_what_when_and_by_whom() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[A, B]).applied_by("deploy's");
    revisions.upgrade(&db, "head").await.unwrap();
    revisions.downgrade(&db, "-1").await.unwrap();
    let history = revisions.runner(&db).history().await.unwrap();
    let said: Vec<_> = history
        .iter()
        .map(|one| (one.revision.as_str(), one.direction.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("aaa1", "upgrade"),
            ("bbb2", "upgrade"),
            ("bbb2", "downgrade")
        ]
    );
    let first = &history[0];
    assert_eq!(
        (
            first.message.as_str(),
            first.applied_by.as_str(),
            first.checksum.as_str()
        ),
        ("create posts", "deploy's", "1:aa")
    );
    assert_eq!(first.sterna_version, env!("CARGO_PKG_VERSION"));
    let today = rows(&db, "SELECT strftime('%Y-%m-%dT')").await;
    assert!(
        first.applied_at.starts_with(&today[0]) && first.applied_at.ends_with('Z'),
        "{first:?}"
    );
}

#[tokio::test]
async fn an_unknown_id_is_explained_from_the_history() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[A, B]).upgrade(&db, "head").await.unwrap();

    let older = project(&[A]);
    let current = older.current(&db).await.unwrap();
    assert!(!current.is_current());
    let unknown: Vec<_> = current.unknown().collect();
    assert_eq!(unknown[0].id, "bbb2");
    let entry = unknown[0].entry.as_ref().unwrap();
    assert_eq!(entry.message, "nothing much");
    let error = current.ensure().unwrap_err();
    assert_eq!(
        error.to_string(),
        "Database schema mismatch. Current: bbb2, head: aaa1 (not in this program: bbb2)"
    );
    assert!(error.help().unwrap().contains("another version"));

    let error = older.upgrade(&db, "head").await.unwrap_err();
    assert!(
        matches!(error, Error::Graph(GraphError::UnknownApplied { .. })),
        "{error:?}"
    );
    let report = older.runner(&db).purge_and_stamp(&["head"]).await.unwrap();
    assert_eq!(
        (report.from, report.to),
        (vec!["bbb2".to_owned()], vec!["aaa1".to_owned()])
    );
    older.ensure_current(&db).await.unwrap();
}

#[tokio::test]
async fn a_hostile_id_in_the_database_does_not_reach_the_terminal() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    run(&db, "CREATE TABLE sterna_version (version_num TEXT)").await;
    run(&db, "INSERT INTO sterna_version VALUES (char(27) || '[2J')").await;
    let revisions = project(&[A]);
    let error = revisions.ensure_current(&db).await.unwrap_err().to_string();
    assert!(
        error.contains("[2J") && !error.contains('\u{1b}'),
        "{error:?}"
    );
    let error = revisions
        .upgrade(&db, "head")
        .await
        .unwrap_err()
        .to_string();
    assert!(!error.contains('\u{1b}'), "{error:?}");
}

#[tokio::test]
async fn stamping_runs_nothing_and_is_remembered() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[A, B, C]);
    let report = revisions.stamp(&db, &["head"]).await.unwrap();
    assert_eq!((report.from, report.to), (vec![], vec!["ccc3".to_owned()]));
    assert!(tables(&db).await.is_empty());
    revisions.ensure_current(&db).await.unwrap();
    let marks = "SELECT direction || ' ' || revision FROM sterna_history ORDER BY id";
    assert_eq!(
        rows(&db, marks).await,
        ["stamp aaa1", "stamp bbb2", "stamp ccc3"]
    );
    assert!(revisions.current(&db).await.unwrap().warnings.is_empty());
    revisions.stamp(&db, &["aaa1"]).await.unwrap();
    assert_eq!(
        rows(&db, marks).await[3..],
        ["unstamp ccc3", "unstamp bbb2"]
    );
    revisions.stamp(&db, &["base"]).await.unwrap();
    assert!(
        rows(&db, "SELECT version_num FROM sterna_version")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn an_edited_revision_is_noticed_until_it_is_accepted() {
    let edited = |checksum: &'static str| Revisions::new(vec![source(A, checksum)].leak());
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    edited("1:aa").upgrade(&db, "head").await.unwrap();
    assert!(
        edited("1:aa")
            .current(&db)
            .await
            .unwrap()
            .warnings
            .is_empty()
    );
    let warning = Warning::Edited {
        id: "aaa1".to_owned(),
        path: "src/versions/aaa1.rs",
    };
    assert_eq!(
        edited("1:bb").current(&db).await.unwrap().warnings,
        std::slice::from_ref(&warning)
    );
    assert_eq!(
        edited("1:bb").upgrade(&db, "head").await.unwrap().warnings,
        std::slice::from_ref(&warning)
    );
    assert_eq!(
        edited("1:bb").runner(&db).repair().await.unwrap(),
        [warning]
    );
    assert!(
        edited("1:bb")
            .current(&db)
            .await
            .unwrap()
            .warnings
            .is_empty()
    );
    assert_eq!(
        edited("1:bb").current(&db).await.unwrap().applied[0]
            .entry
            .as_ref()
            .unwrap()
            .direction,
        "upgrade"
    );
}

#[tokio::test]
async fn a_revision_inserted_below_an_applied_one_is_noticed() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[A, C]).upgrade(&db, "head").await.unwrap();
    let current = project(&[A, B, C]).current(&db).await.unwrap();
    let warning = Warning::NeverRan {
        id: "bbb2".to_owned(),
        path: "src/versions/bbb2.rs",
        below: "aaa1",
    };
    let words = warning.to_string();
    for part in ["`cargo db downgrade aaa1`", "`cargo db repair bbb2`"] {
        assert!(words.contains(part), "{words}");
    }
    assert_eq!(current.warnings, [warning]);
    assert!(
        project(&[A, C])
            .current(&db)
            .await
            .unwrap()
            .warnings
            .is_empty()
    );
}

/// What drops a table cannot run where nothing made it.
const TAGS: Revision = revision(
    "tags",
    |op| op.create_table(table("tags").column(pk_auto("id"))),
    |op| op.drop_table("tags"),
);

#[tokio::test]
async fn what_never_ran_is_not_undone_and_runs_on_the_next_way_up() {
    for (target, left) in [("-1", "aaa1"), ("aaa1", "aaa1"), ("-2", ""), ("base", "")] {
        let scratch = Scratch::new();
        let db = scratch.connect().await;
        project(&[A, C]).upgrade(&db, "head").await.unwrap();
        let revisions = project(&[A, TAGS, C]);
        let foreseen = revisions.runner(&db).plan_downgrade(target).await.unwrap();
        let report = revisions.downgrade(&db, target).await.unwrap();
        assert_eq!(report.to.concat(), left, "{target}");
        assert_eq!(foreseen.to, report.to, "{target}");
        let undone = report.steps.iter().all(|step| step.revision.id != "tags");
        assert!(undone, "{target}");
        assert_eq!(
            rows(&db, "SELECT version_num FROM sterna_version")
                .await
                .concat(),
            left
        );
        revisions.upgrade(&db, "head").await.unwrap();
        assert_eq!(tables(&db).await, ["posts", "tags"]);
        assert_eq!(revisions.current(&db).await.unwrap().warnings, []);
    }
}

#[tokio::test]
async fn no_database_is_taken_down_to_what_never_ran() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[A, C]).upgrade(&db, "head").await.unwrap();
    let revisions = project(&[A, TAGS, C]);
    let error = revisions.downgrade(&db, "tags").await.unwrap_err();
    assert!(error.to_string().contains("never ran"), "{error}");
    assert!(error.help().unwrap().contains("`cargo db downgrade aaa1`"));
    assert_eq!(revisions.current(&db).await.unwrap().ids(), ["ccc3"]);
    let error = revisions.downgrade(&db, "nowhere").await.unwrap_err();
    assert!(error.to_string().contains("no revision has"), "{error}");
}

#[tokio::test]
async fn what_never_ran_is_accepted_only_by_its_name() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[A, C]).upgrade(&db, "head").await.unwrap();
    let revisions = project(&[A, TAGS, C]);
    assert_eq!(revisions.runner(&db).repair().await.unwrap(), []);
    run(&db, "CREATE TABLE tags (id integer PRIMARY KEY)").await;
    let accepted = revisions.runner(&db).repair_only(&["tags"]).await;
    assert_eq!(accepted.unwrap()[0].revision(), Some("tags"));
    assert_eq!(revisions.current(&db).await.unwrap().warnings, []);
    revisions.downgrade(&db, "aaa1").await.unwrap();
    assert_eq!(tables(&db).await, ["posts"], "it is undone like any other");
}

/// Another program recorded more than the history knows.
#[tokio::test]
async fn what_another_program_applied_counts_as_run() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[A, B, C]);
    revisions.upgrade(&db, "aaa1").await.unwrap();
    run(&db, "UPDATE sterna_version SET version_num = 'ccc3'").await;
    assert_eq!(revisions.current(&db).await.unwrap().warnings, []);
    revisions.downgrade(&db, "-1").await.unwrap();
    assert_eq!(revisions.current(&db).await.unwrap().ids(), ["bbb2"]);
}

#[tokio::test]
async fn a_lost_record_is_noticed_and_an_empty_one_is_not() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[A, B]);
    revisions.upgrade(&db, "head").await.unwrap();
    revisions.downgrade(&db, "base").await.unwrap();
    assert_eq!(revisions.current(&db).await.unwrap().warnings, []);
    revisions.upgrade(&db, "head").await.unwrap();
    db.execute_unprepared("DROP TABLE sterna_version")
        .await
        .unwrap();
    let lost = Warning::Lost {
        id: "bbb2".to_owned(),
    };
    assert_eq!(revisions.current(&db).await.unwrap().warnings, [lost]);
    revisions.stamp(&db, &["bbb2"]).await.unwrap();
    assert_eq!(revisions.current(&db).await.unwrap().warnings, []);
}

#[tokio::test]
async fn a_squash_of_applied_revisions_counts_as_run() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[A, B]).upgrade(&db, "head").await.unwrap();
    let squash = Revision {
        id: "squash",
        replaces: &["aaa1", "bbb2"],
        ..A
    };
    let squashed = project(&[squash, C]);
    assert!(squashed.current(&db).await.unwrap().warnings.is_empty());
    squashed.upgrade(&db, "head").await.unwrap();
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        ["ccc3"]
    );
    assert!(squashed.current(&db).await.unwrap().warnings.is_empty());
}

#[tokio::test]
async fn what_was_applied_last_is_undone_first() {
    let left = Revision {
        revises: &["aaa1"],
        ..revision("left", nothing, nothing)
    };
    let right = Revision {
        revises: &["aaa1"],
        ..revision("right", nothing, nothing)
    };
    let revisions = graph(&[A, left, right]);
    for (first, second) in [("left", "right"), ("right", "left")] {
        let scratch = Scratch::new();
        let db = scratch.connect().await;
        revisions.upgrade(&db, first).await.unwrap();
        revisions.upgrade(&db, second).await.unwrap();
        assert_eq!(revisions.current(&db).await.unwrap().ids(), [first, second]);
        let edited = [A, left, right].map(|one| source(one, "1:bb"));
        let edited = Revisions::new(edited.to_vec().leak());
        edited.runner(&db).repair_only(&[first]).await.unwrap();
        assert_eq!(revisions.current(&db).await.unwrap().ids(), [first, second]);
        revisions.downgrade(&db, "-1").await.unwrap();
        assert_eq!(
            rows(&db, "SELECT version_num FROM sterna_version").await,
            [first]
        );
    }
}

#[tokio::test]
async fn the_tables_can_be_made_beforehand() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[A])
        .version_table("my \"version\"")
        .history_table("my 'history'");
    revisions.runner(&db).ensure_tables().await.unwrap();
    assert_eq!(tables(&db).await, ["my \"version\"", "my 'history'"]);
    revisions.upgrade(&db, "head").await.unwrap();
    revisions.ensure_current(&db).await.unwrap();
}

#[tokio::test]
async fn a_name_that_a_view_or_an_index_has_is_taken() {
    for (sql, kind) in [
        (
            "CREATE VIEW Sterna_Version AS SELECT 1 AS version_num",
            "view",
        ),
        (
            "CREATE TABLE t (a); CREATE INDEX sterna_version ON t (a)",
            "index",
        ),
        ("CREATE VIEW sterna_history AS SELECT 1 AS id", "view"),
    ] {
        let scratch = Scratch::new();
        let db = scratch.connect().await;
        run(&db, sql).await;
        let error = project(&[A]).upgrade(&db, "head").await.unwrap_err();
        assert!(matches!(error, Error::NameTaken { .. }), "{sql}: {error:?}");
        assert!(error.to_string().contains(kind), "{error}");
    }
}

#[tokio::test]
async fn a_table_of_somebody_else_is_not_taken_for_ours() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    run(&db, "CREATE TABLE sterna_version (id INTEGER PRIMARY KEY)").await;
    let error = project(&[A]).upgrade(&db, "head").await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::ForeignTable {
                column: "version_num",
                ..
            }
        ),
        "{error:?}"
    );
    run(
        &db,
        "DROP TABLE sterna_version; CREATE TABLE sterna_history (id INTEGER PRIMARY KEY)",
    )
    .await;
    let error = project(&[A]).current(&db).await.unwrap_err();
    assert!(matches!(error, Error::ForeignTable { .. }), "{error:?}");
}
