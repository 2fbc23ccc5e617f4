//! Upgrade and downgrade, and what stands in their way.

use std::sync::Mutex;

use sterna::prelude::*;
use sterna::{Error, Event};

use crate::support::*;

fn create_posts(op: &mut Operations) {
    op.create_table(
        table("posts")
            .column(pk_auto("id"))
            .column(string("title"))
            .index(index("idx-posts-title").column("title")),
    );
}

fn drop_posts(op: &mut Operations) {
    op.drop_table("posts");
}

fn add_slug(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.add_column(string("slug")).backfill("''");
        t.create_index(
            unique_index("idx-posts-slug")
                .column("slug")
                .filter("slug <> ''"),
        );
    });
}

fn drop_slug(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_index("idx-posts-slug");
        t.drop_column("slug");
    });
}

fn fail(op: &mut Operations) {
    op.create_table(table("kinds").column(pk_auto("id")));
    op.execute("INSERT INTO nowhere VALUES (1)");
}

const POSTS: Revision = revision("1f0a3c5d7e92", create_posts, drop_posts);
const SLUG: Revision = revision("9c41d0be3f2a", add_slug, drop_slug);

fn move_an_index(op: &mut Operations) {
    op.create_table(
        table("drafts")
            .column(pk_auto("id"))
            .column(string("title")),
    );
    op.drop_index("idx-posts-title", "posts");
    op.create_index(index("idx-posts-title").table("drafts").column("title"));
}

#[tokio::test]
async fn the_name_of_a_dropped_index_is_free_for_another_table() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let moved = revision("aaaa00000001", move_an_index, drop_slug);
    project(&[POSTS, moved]).upgrade(&db, "head").await.unwrap();
    let of = "SELECT tbl_name FROM sqlite_schema WHERE name = 'idx-posts-title'";
    assert_eq!(rows(&db, of).await, ["drafts"]);
}

#[tokio::test]
async fn upgrade_then_nothing_then_downgrade() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[POSTS, SLUG]);

    let report = revisions.upgrade(&db, "head").await.unwrap();
    assert_eq!((report.from, report.to), (vec![], vec![SLUG.id.to_owned()]));
    let ids: Vec<_> = report.steps.iter().map(|step| step.revision.id).collect();
    assert_eq!(ids, [POSTS.id, SLUG.id]);
    assert_eq!(report.steps[0].counts.to_string(), "1 table, 1 index");
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        [SLUG.id]
    );
    let made = schema(&db).await;

    let report = revisions.upgrade(&db, "head").await.unwrap();
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(schema(&db).await, made);

    let report = revisions.downgrade(&db, "-1").await.unwrap();
    assert_eq!(report.to, [POSTS.id]);
    assert_eq!(
        rows(&db, "SELECT name FROM pragma_table_info('posts')").await,
        ["id", "title"]
    );
    let report = revisions.downgrade(&db, "base").await.unwrap();
    assert!(report.to.is_empty());
    assert!(tables(&db).await.is_empty());
}

#[tokio::test]
async fn a_target_may_be_a_prefix_or_a_number() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[POSTS, SLUG]);
    assert_eq!(revisions.upgrade(&db, "1f0").await.unwrap().to, [POSTS.id]);
    assert_eq!(revisions.upgrade(&db, "+1").await.unwrap().to, [SLUG.id]);
    let error = revisions.upgrade(&db, "nonsense").await.unwrap_err();
    assert!(matches!(error, Error::Graph(_)), "{error:?}");
}

#[tokio::test]
async fn a_failing_second_revision_leaves_nothing() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[POSTS, revision("bad", fail, nothing)]);
    let error = revisions.upgrade(&db, "head").await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("upgrade to bad (a change)"), "{text}");
    assert!(text.contains("no such table: nowhere"), "{text}");
    assert!(text.contains("INSERT INTO nowhere VALUES (1)"), "{text}");
    assert!(
        error.help().unwrap().contains("nothing was changed"),
        "{:?}",
        error.help()
    );
    assert!(schema(&db).await.is_empty());
}

#[tokio::test]
async fn with_a_transaction_per_revision_the_first_one_stays() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[POSTS, revision("bad", fail, nothing)]);
    revisions
        .runner(&db)
        .transaction_per_revision()
        .upgrade(&["head"])
        .await
        .unwrap_err();
    assert_eq!(tables(&db).await, ["posts"]);
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        [POSTS.id]
    );
}

#[tokio::test]
async fn per_revision_or_together_comes_to_the_same() {
    let (one, other) = (Scratch::new(), Scratch::new());
    let (one, other) = (one.connect().await, other.connect().await);
    let revisions = project(&[POSTS, SLUG]);
    revisions.upgrade(&one, "head").await.unwrap();
    revisions
        .runner(&other)
        .transaction_per_revision()
        .upgrade(&["head"])
        .await
        .unwrap();
    assert_eq!(schema(&one).await, schema(&other).await);
    let history = "SELECT revision || direction FROM sterna_history";
    assert_eq!(rows(&one, history).await, rows(&other, history).await);
}

#[tokio::test]
async fn what_a_builder_cannot_read_is_refused_with_the_revision() {
    fn confused(op: &mut Operations) {
        op.create_table(table("kinds").column(string("name")).check("name ="));
        op.create_index(index("idx").column("name"));
    }
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[POSTS, revision("confused", confused, nothing)]);
    let error = revisions
        .upgrade(&db, "head")
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("confused"), "{error}");
    assert!(error.contains(".table(…)"), "{error}");
    assert!(schema(&db).await.is_empty());
}

#[tokio::test]
async fn a_revision_without_a_downgrade_cannot_be_undone() {
    const ONE_WAY: Revision = Revision {
        id: "oneway",
        upgrade: add_slug,
        ..Revision::EMPTY
    };
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[POSTS, ONE_WAY]);
    revisions.upgrade(&db, "head").await.unwrap();
    let error = revisions.downgrade(&db, "base").await.unwrap_err();
    assert!(error.to_string().contains("it has no downgrade"), "{error}");
    assert_eq!(tables(&db).await, ["posts"]);
}

#[tokio::test]
async fn a_merge_needs_no_downgrade() {
    let left = Revision {
        id: "left",
        revises: &["root"],
        ..revision("", add_slug, drop_slug)
    };
    let right = Revision {
        id: "right",
        revises: &["root"],
        ..revision("", nothing, nothing)
    };
    let merge = Revision {
        id: "merge",
        revises: &["left", "right"],
        ..Revision::EMPTY
    };
    let root = Revision {
        id: "root",
        ..POSTS
    };
    let revisions = graph(&[root, left, right, merge]);
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    revisions.upgrade(&db, "head").await.unwrap();
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        ["merge"]
    );
    revisions.downgrade(&db, "-1").await.unwrap();
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version ORDER BY 1").await,
        ["left", "right"]
    );
    revisions.downgrade(&db, "base").await.unwrap();
    assert!(tables(&db).await.is_empty());
}

#[tokio::test]
async fn problems_of_the_revisions_are_all_reported() {
    let orphan = Revision {
        id: "b",
        revises: &["gone"],
        ..Revision::EMPTY
    };
    let bad = Revision {
        id: "b c",
        ..Revision::EMPTY
    };
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let error = graph(&[POSTS, orphan, bad])
        .upgrade(&db, "head")
        .await
        .unwrap_err();
    let Error::Revisions(problems) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(problems.len(), 2, "{error}");
    assert!(error.help().is_some());
}

#[tokio::test]
async fn an_observer_is_told_in_order() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let told = std::sync::Mutex::new(Vec::new());
    let observer = |event: &Event<'_>| {
        told.lock().unwrap().push(match event {
            Event::RevisionStarted {
                revision,
                number,
                total,
                ..
            } => format!("{} {number}/{total}", revision.id),
            Event::RevisionFinished { counts, .. } => counts.to_string(),
            Event::Statement { sql, .. } => sql.split(' ').take(2).collect::<Vec<_>>().join(" "),
            Event::Committed { heads } => format!("at {}", heads.join(" ")),
            other => format!("{other:?}"),
        });
    };
    let revisions = project(&[POSTS]);
    revisions
        .runner(&db)
        .observer(&observer)
        .upgrade(&["head"])
        .await
        .unwrap();
    let wanted = [
        "1f0a3c5d7e92 1/1",
        "CREATE TABLE",
        "CREATE INDEX",
        "1 table, 1 index",
        "at 1f0a3c5d7e92",
    ];
    assert_eq!(*told.lock().unwrap(), wanted);
}

#[tokio::test]
async fn an_ids_length_is_not_limited() {
    const LONG: Revision = Revision {
        id: "a_revision_whose_id_is_longer_than_the_thirty_two_characters_of_alembic",
        ..POSTS
    };
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[LONG]);
    revisions.upgrade(&db, "head").await.unwrap();
    revisions.ensure_current(&db).await.unwrap();
}

#[tokio::test]
async fn a_hostile_message_stays_a_message() {
    const HOSTILE: Revision = Revision {
        message: "it's\"; DROP TABLE posts; --\n\u{1b}[31m\r",
        ..POSTS
    };
    const WORSE: Revision = Revision {
        message: HOSTILE.message,
        ..revision("bad", fail, nothing)
    };
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[HOSTILE, WORSE]);
    revisions.upgrade(&db, "+1").await.unwrap();
    assert_eq!(tables(&db).await, ["posts"]);
    assert_eq!(
        rows(&db, "SELECT message FROM sterna_history").await,
        [HOSTILE.message]
    );
    let error = revisions
        .upgrade(&db, "head")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        !error.contains('\u{1b}') && !error.contains('\r'),
        "{error:?}"
    );
}

#[test]
fn an_error_can_travel() {
    fn travels<T: std::error::Error + Send + Sync + 'static>() {}
    travels::<Error>();
    travels::<sterna::run::ExecuteError>();
    assert!(size_of::<Error>() <= 128, "{}", size_of::<Error>());
}

#[tokio::test]
async fn a_quick_check_looks_at_each_altered_table_where_it_is_asked_for() {
    for asked in [true, false] {
        let scratch = Scratch::new();
        let db = scratch.connect().await;
        let seen = Mutex::new(Vec::new());
        let tell = |event: &Event<'_>| {
            if let Event::Statement { purpose, .. } = event
                && purpose.starts_with("defects")
            {
                seen.lock().unwrap().push((*purpose).to_owned());
            }
        };
        let revisions = project(&[POSTS, SLUG]);
        let runner = revisions.runner(&db).observer(&tell).quick_check(asked);
        runner.upgrade(&["head"]).await.unwrap();
        let seen = seen.lock().unwrap().clone();
        let pairs = seen.chunks(2);
        assert_ne!(seen.is_empty(), asked);
        for pair in pairs {
            assert_eq!(pair, ["defects of posts before", "defects of posts after"]);
        }
    }
}

#[tokio::test]
async fn a_broken_view_in_the_way_is_named_with_the_way_out() {
    fn drop_title(op: &mut Operations) {
        op.alter_table("posts", |t| {
            t.drop_index("idx-posts-title");
            t.drop_column("title");
        });
    }
    fn mend_and_drop(op: &mut Operations) {
        op.drop_view("v");
        drop_title(op);
    }
    let help = async |view: &str, upgrade: fn(&mut Operations)| {
        let scratch = Scratch::new();
        let db = scratch.connect().await;
        project(&[POSTS]).upgrade(&db, "head").await.unwrap();
        db.execute_unprepared(view).await.unwrap();
        let all = project(&[POSTS, revision("later", upgrade, nothing)]);
        let error = all.upgrade(&db, "head").await.err()?;
        Some(format!("{error}; {}", error.help().unwrap_or_default()))
    };
    let unrelated = "CREATE VIEW v AS SELECT x FROM missing";
    let told = help(unrelated, drop_title).await.unwrap();
    for part in [
        "view v did not work before either",
        "no such table: main.missing",
        "nothing was changed",
        "`op.drop_view(\"v\")`",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let related = "CREATE VIEW v AS SELECT title FROM posts";
    let told = help(related, drop_title).await.unwrap();
    assert!(
        told.contains("view v would not work after drop column"),
        "{told}"
    );
    assert_eq!(help(unrelated, mend_and_drop).await, None);
    let sound = "CREATE VIEW v AS SELECT id FROM posts";
    assert_eq!(help(sound, drop_title).await, None);
}
