//! What the history keeps of an applied revision, so that a program which lacks the revision can
//! take it down: the release before, after a deploy that went wrong.
//!
//! Kept are the operations of the downgrade, not their SQL: they are planned when they run,
//! against the schema that they meet, with the same looks at rows as any other downgrade. A
//! revision whose way down is code, or that has none, keeps nothing.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use sterna_dialect::sqlite::plan::plan;
use sterna_dialect::sqlite::{Catalogue, quote};
use sterna_schema::{Operation, RawSql};

use super::connection::Connection;
use super::prepare::collect;
use super::query;
use super::versions::Versions;
use crate::error::Error;
use crate::graph::{Direction, Graph, Node};
use crate::operations::Step;
use crate::revision::{Revision, Source, Transaction};
use crate::revisions::Revisions;

/// The form of what is kept. One that this program does not know is as good as none.
const FORMAT: u32 = 1;

/// A way down, as the history keeps it.
#[derive(Debug, Serialize, Deserialize)]
struct WayDown {
    format: u32,
    message: String,
    revises: Vec<String>,
    depends_on: Vec<String>,
    outside: bool,
    operations: Vec<Operation>,
}

/// What the history keeps of a revision; `None` where its way down cannot be kept.
pub(super) fn way_down(revision: &Revision) -> Option<String> {
    if !revision.replaces.is_empty() || revision.taken_over.is_some() {
        return None;
    }
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let steps = collect(revision, Direction::Down).into_iter();
    let kept = WayDown {
        format: FORMAT,
        message: revision.message.to_owned(),
        revises: owned(revision.revises),
        depends_on: owned(revision.depends_on),
        outside: revision.transaction == Transaction::Outside,
        operations: steps.map(operation).collect::<Option<_>>()?,
    };
    serde_json::to_string(&kept).ok()
}

fn operation(step: Step) -> Option<Operation> {
    match step {
        Step::Operation(Operation::BulkInsert(insert)) => {
            let plan = plan(&Operation::BulkInsert(insert), &Catalogue::default()).ok()?;
            let sql: Vec<_> = plan.statements.into_iter().map(|one| one.sql).collect();
            Some(Operation::Execute(RawSql {
                sql: sql.join(";\n"),
                reverse: None,
            }))
        }
        Step::Operation(operation) => Some(operation),
        Step::Run(_) | Step::OneWay(_) | Step::Invalid { .. } => None,
    }
}

/// Applied revisions that this program lacks, with their ways down.
#[derive(Debug, Default)]
pub(super) struct Kept {
    ways: HashMap<&'static str, (Source, Vec<Operation>)>,
}

impl Kept {
    /// Reads the ways down from the applied heads to the revisions of the program; nothing where
    /// one of them is not kept, or nothing is missing.
    pub(super) async fn read(
        connection: &Connection,
        table: &str,
        graph: &Graph,
        versions: &Versions,
    ) -> Result<Self, Error> {
        let mut kept = Self::default();
        let unknown = graph.unknown(&versions.heads).into_iter();
        let mut missing: Vec<_> = unknown.map(ToOwned::to_owned).collect();
        while let Some(id) = missing.pop() {
            if !versions.ways_down_exist {
                return Ok(Self::default());
            }
            if kept.source(&id).is_some() {
                continue;
            }
            let Some(way) = read(connection, table, &id).await? else {
                return Ok(Self::default());
            };
            let below = way.revises.iter().chain(&way.depends_on);
            missing.extend(below.filter(|id| !graph.contains(id)).cloned());
            kept.add(id, way);
        }
        Ok(kept)
    }

    fn add(&mut self, id: String, way: WayDown) {
        let revision = leaked(id, &way);
        let source = Source {
            revision,
            path: "",
            checksum: "",
        };
        self.ways.insert(revision.id, (source, way.operations));
    }

    /// The revision of that id, as far as it is known.
    pub(super) fn source(&self, id: &str) -> Option<Source> {
        self.ways.get(id).map(|(source, _)| *source)
    }

    /// The steps of its way down.
    pub(super) fn steps(&self, id: &str) -> Option<Vec<Step>> {
        let (_, operations) = self.ways.get(id)?;
        Some(operations.iter().cloned().map(Step::Operation).collect())
    }

    /// The graph of the program with these revisions on top; `None` where there are none, or they
    /// do not fit.
    pub(super) fn on_top_of(&self, revisions: &Revisions) -> Option<Graph> {
        if self.ways.is_empty() {
            return None;
        }
        let kept = self.ways.values().map(|(source, _)| source.revision);
        let all = revisions.sources().iter().map(|source| source.revision);
        Graph::new(all.chain(kept).map(Node::from)).ok()
    }
}

/// A revision lives as long as the program, which reads one that it lacks at most once in a run.
fn leaked(id: String, way: &WayDown) -> &'static Revision {
    let text = |text: &str| -> &'static str { text.to_owned().leak() };
    let texts = |all: &[String]| -> &'static [&'static str] {
        all.iter().map(|one| text(one)).collect::<Vec<_>>().leak()
    };
    Box::leak(Box::new(Revision {
        id: id.leak(),
        revises: texts(&way.revises),
        depends_on: texts(&way.depends_on),
        message: text(&way.message),
        transaction: if way.outside {
            Transaction::Outside
        } else {
            Transaction::Inside
        },
        ..Revision::EMPTY
    }))
}

async fn read(connection: &Connection, table: &str, id: &str) -> Result<Option<WayDown>, Error> {
    let sql = format!(
        "SELECT coalesce(CAST(down AS TEXT), '') FROM {} \
         WHERE revision = ? AND direction NOT IN ('downgrade', 'unstamp') \
         ORDER BY id DESC LIMIT 1",
        quote::identifier(table)
    );
    let statement = query::statement(connection, sql, [id.into()]);
    let failed = |error| Error::database(format!("reading {table}"), error);
    let row = connection.query_one_raw(statement).await.map_err(failed)?;
    let Some(text) = row.map(|row| row.try_get_by_index::<String>(0)) else {
        return Ok(None);
    };
    let way: Option<WayDown> = serde_json::from_str(&text.map_err(failed)?).ok();
    Ok(way.filter(|way| way.format == FORMAT))
}
