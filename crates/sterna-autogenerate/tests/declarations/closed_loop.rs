//! One loop over what is declared: compare, render, run, compare again, go back.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sterna::declare::TableDeclaration;
use sterna::run::execute;
use sterna::{Metadata, Operation};
use sterna_autogenerate::{
    Desired, MadeByHistory, Proposal, Renames, Request, Scope, autogenerate, desired, diff,
};
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::Schema;

use crate::entities::{post, user};

pub type Declare = fn(&mut TableDeclaration);

const ROWS: &str = "INSERT INTO users (id, email) VALUES (1, 'a@b.c');
    INSERT INTO posts (id, title, slug, status, price, author_id, editor_id)
    VALUES (1, 'a', 'b', 'draft', 4, 1, 1), (2, 'c', 'd', 'posted', 2, NULL, NULL)";

/// The entities, with what is declared beside the posts.
pub fn with(declare: Declare) -> Metadata {
    Metadata::new()
        .entity(user::Entity)
        .entity_with(post::Entity, declare)
}

pub async fn meant(metadata: &Metadata) -> Desired {
    let meant = desired(metadata).await;
    meant.unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error)))
}

/// Goes from each of the states to each of the others and back, and finds nothing where it is.
pub async fn every_way(states: &[Metadata]) {
    let mut meant_states = Vec::new();
    for metadata in states {
        meant_states.push(meant(metadata).await);
    }
    for (number, from) in meant_states.iter().enumerate() {
        for (other, to) in meant_states.iter().enumerate() {
            there_and_back(from, to, number == other).await;
        }
    }
}

async fn there_and_back(from: &Desired, to: &Desired, is_same: bool) {
    let database = holding(&from.schema).await;
    let live = Catalogue::read(&database).await.unwrap();
    let proposal = proposed(&live, to, MadeByHistory::everything(&from.schema)).await;
    assert_eq!(
        proposal.upgrade.is_empty(),
        is_same,
        "{:#?}",
        proposal.upgrade
    );
    run(&database, &proposal.upgrade).await;
    insist(&database, &to.schema).await;
    run(&database, &proposal.downgrade).await;
    insist(&database, &from.schema).await;
}

pub async fn proposed(live: &Catalogue, to: &Desired, made: MadeByHistory) -> Proposal {
    let request = Request {
        live,
        desired: to,
        scope: Scope::autogenerate(made),
        renames: Renames::default(),
        backfills: Vec::new(),
    };
    autogenerate(&request).await.expect("a proposal")
}

/// A database of this schema, with rows.
pub async fn holding(schema: &Schema) -> DatabaseConnection {
    let database = shadow::empty().await.unwrap();
    let operations = diff(&Schema::default(), schema, &Scope::exact()).operations;
    run(&database, &operations).await;
    database.execute_unprepared(ROWS).await.expect(ROWS);
    database
}

pub async fn run(database: &DatabaseConnection, operations: &[Operation]) {
    let ran = execute(database, operations).await;
    ran.unwrap_or_else(|error| panic!("{error}: {operations:#?}"));
}

pub async fn insist(database: &DatabaseConnection, schema: &Schema) {
    let found = Catalogue::read(database).await.unwrap();
    let scope = Scope::exact_with_views_and_triggers();
    let rest = diff(found.schema(), schema, &scope).operations;
    assert!(rest.is_empty(), "{rest:#?}");
    let rows = "SELECT count(*) FROM posts";
    let rows = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, rows);
    let count = database.query_one_raw(rows).await.unwrap().unwrap();
    assert_eq!(count.try_get_by_index::<i64>(0).unwrap(), 2);
}
