//! One loop: compare, render, run, compare again, go back.

use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sterna::Revision;
use sterna::operations::{Operations, Step};
use sterna::run::execute;
use sterna_autogenerate::{
    Desired, NewRevision, Proposal, Renames, Request, RowCounts, Scope, autogenerate, diff,
    formatted, render,
};
use sterna_dialect::sqlite::Catalogue;
use sterna_schema::{Operation, Schema};

use crate::database;

/// Two databases, and what is said beside.
#[derive(Default)]
pub struct Scenario {
    pub message: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub rows: &'static str,
    pub renames: &'static [&'static str],
    pub backfills: &'static [&'static str],
    pub counts: &'static [(&'static str, u64)],
}

impl Scenario {
    /// Insists that the expected file is what is rendered, and that it does what it shall.
    pub async fn holds(&self, name: &str, expected: &str, revision: &Revision) {
        let live = database::catalogue(self.from).await;
        let desired = database::schema(self.to).await;
        let source = self.source(&self.proposal(&live, &desired).await);
        if bless(name, &source) {
            return;
        }
        assert_eq!(source, expected, "run with STERNA_BLESS=1 to accept it");
        assert_eq!(revision.message, self.message);
        self.runs(revision, live.schema(), &desired).await;
    }

    async fn proposal(&self, live: &Catalogue, desired: &Schema) -> Proposal {
        let renames = self
            .renames
            .iter()
            .map(|text| text.parse().expect("a rename"));
        let backfills = self
            .backfills
            .iter()
            .map(|text| text.parse().expect("a backfill"));
        let request = Request {
            live,
            desired: &Desired {
                schema: desired.clone(),
                ..Desired::default()
            },
            scope: Scope::exact(),
            renames: Renames {
                asked: renames.collect(),
                ..Renames::default()
            },
            backfills: backfills.collect(),
        };
        let proposal = autogenerate(&request).await.expect("a proposal");
        assert_eq!(proposal.needs_backfill, []);
        proposal
    }

    fn source(&self, proposal: &Proposal) -> String {
        let mut rows = RowCounts::default();
        for (name, count) in self.counts {
            match name.split_once('.') {
                Some((table, column)) => rows.insert_values(table, column, *count),
                None => rows.insert(name, *count),
            }
        }
        let revision = NewRevision {
            id: "9c41d0be3f2a".to_owned(),
            revises: vec!["1f0a3c5d7e92".to_owned()],
            message: self.message.to_owned(),
            created: "2026-11-20T08:12:33Z".to_owned(),
            rows,
            ..NewRevision::default()
        };
        formatted(&render(&revision, &proposal.upgrade, &proposal.downgrade))
    }

    async fn runs(&self, revision: &Revision, from: &Schema, to: &Schema) {
        let database = database::database(self.from).await;
        database
            .execute_unprepared(self.rows)
            .await
            .expect("the rows go in");
        run(&database, revision.upgrade).await;
        insist(&database, to, &Scope::exact()).await;
        run(&database, revision.downgrade).await;
        insist(&database, from, &Scope::exact_with_views_and_triggers()).await;
    }
}

async fn run(database: &DatabaseConnection, fill: fn(&mut Operations)) {
    let mut operations = Operations::default();
    fill(&mut operations);
    let operations: Vec<Operation> = operations.into_steps().into_iter().map(operation).collect();
    let ran = execute(database, &operations).await;
    ran.unwrap_or_else(|error| panic!("{error}"));
}

fn operation(step: Step) -> Operation {
    match step {
        Step::Operation(operation) => operation,
        other => panic!("{other:?}"),
    }
}

async fn insist(database: &DatabaseConnection, schema: &Schema, scope: &Scope) {
    let found = Catalogue::read(database)
        .await
        .expect("the schema is readable");
    let rest = diff(found.schema(), schema, scope).operations;
    assert!(rest.is_empty(), "{rest:#?}");
}

/// Writes the expected file where that was asked for.
fn bless(name: &str, source: &str) -> bool {
    if std::env::var_os("STERNA_BLESS").is_none() {
        return false;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/revisions");
    std::fs::write(folder.join(format!("{name}.rs")), source).expect("the file can be written");
    true
}
