//! Everything at once, as the revision that is written, compiled and run.

use std::path::Path;

use sterna::declare::*;
use sterna::operations::{Operations, Step};
use sterna::{Metadata, Operation};
use sterna_autogenerate::{MadeByHistory, NewRevision, formatted, render};
use sterna_dialect::sqlite::Catalogue;

use crate::closed_loop::{holding, insist, meant, proposed, run, with};
use crate::entities::post::{Column, Rank};
use crate::entities::user;
use crate::revision;

fn everything() -> Metadata {
    let metadata = with(|t| {
        t.plain_rowid();
        t.enum_checks();
        t.check(check("length(title) > 0").named("has_title"));
        t.column(Column::Title).default_sql("CURRENT_DATE");
        t.column(Column::Slug).collate("NOCASE");
        t.column(Column::Rank).enum_check::<Rank>();
        t.column(Column::Price).declared("NUMERIC(10,2)");
        t.column(Column::Size).generated_stored("length(title)");
        t.foreign_key(
            foreign_key([Column::EditorId])
                .references(user::Entity, [user::Column::Id])
                .named("editor")
                .on_delete(SetNull)
                .deferred(),
        );
        t.unique([Column::Title, Column::Slug]);
        t.index(
            index("queue")
                .column(column(Column::Status).desc())
                .column(expression("lower(title)"))
                .filter("price > 0"),
        );
    });
    metadata
        .view("drafts", "SELECT id, title FROM posts WHERE status = 'draft'")
        .trigger("CREATE TRIGGER gone AFTER DELETE ON posts BEGIN DELETE FROM users WHERE id = old.editor_id; END")
}

fn filled(fill: fn(&mut Operations)) -> Vec<Operation> {
    let mut operations = Operations::default();
    fill(&mut operations);
    let steps = operations.into_steps().into_iter();
    steps
        .map(|step| match step {
            Step::Operation(operation) => operation,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[tokio::test]
async fn the_revision_of_all_declarations_leads_there_and_back() {
    let from = meant(&with(|_| {})).await.schema;
    let to = meant(&everything()).await;
    let database = holding(&from).await;
    let live = Catalogue::read(&database).await.unwrap();
    let proposal = proposed(&live, &to, MadeByHistory::everything(&from)).await;
    let new = NewRevision {
        id: "9c41d0be3f2a".to_owned(),
        message: "all declarations".to_owned(),
        created: "2026-11-20T08:12:33Z".to_owned(),
        ..NewRevision::default()
    };
    let source = formatted(&render(&new, &proposal.upgrade, &proposal.downgrade));
    if std::env::var_os("STERNA_BLESS").is_some() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/declarations");
        std::fs::write(folder.join("revision.rs"), source).expect("the file can be written");
        return;
    }
    let expected = include_str!("revision.rs");
    assert_eq!(source, expected, "run with STERNA_BLESS=1 to accept it");
    run(&database, &filled(revision::REVISION.upgrade)).await;
    insist(&database, &to.schema).await;
    run(&database, &filled(revision::REVISION.downgrade)).await;
    insist(&database, &from).await;
}
