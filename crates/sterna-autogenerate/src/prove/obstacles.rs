//! What the rows of the live database forbid, asked there and not on a copy: the sample may not
//! have the one row that stands in the way.
//!
//! Only questions that a plan asks before it changes anything are asked, and nothing is changed.

use sea_orm::ConnectionTrait;
use sterna_dialect::plan::{Role, Statement};
use sterna_dialect::sqlite::Catalogue;
use sterna_dialect::sqlite::integrity::references;
use sterna_dialect::sqlite::plan::plan;
use sterna_schema::Operation;

use super::question::integers;

/// Rows in the way of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What they forbid and how many they are.
    pub found: String,
    /// What to do about it.
    pub help: String,
}

/// The rows that stand in the way of these operations now.
///
/// What depends on an earlier operation is not asked: the rows are not yet what they will be. A
/// question about a table that is still to come has no answer, and says nothing.
pub async fn obstacles<C: ConnectionTrait>(
    db: &C,
    live: &Catalogue,
    operations: &[Operation],
) -> Vec<Obstacle> {
    let mut found = Vec::new();
    for operation in operations {
        let Operation::AlterTable { table, .. } = operation else {
            continue;
        };
        if live.schema().table(table).is_none() {
            continue;
        }
        let Ok(plan) = plan(operation, live) else {
            continue;
        };
        let untouched = plan.statements.iter().take_while(|one| !is_change(one));
        for statement in untouched {
            found.extend(obstacle(db, statement).await);
        }
    }
    found
}

fn is_change(statement: &Statement) -> bool {
    statement.role == Role::Change
}

async fn obstacle<C: ConnectionTrait>(db: &C, statement: &Statement) -> Option<Obstacle> {
    let Role::Guard(refusal) = &statement.role else {
        return None;
    };
    // This one asks after the connection and not after rows; a run prepares it.
    if *statement == references::are_not_enforced() {
        return None;
    }
    let answer = integers(db, statement.sql.clone(), 1).await.ok()?;
    let number = answer.first().copied().filter(|number| *number != 0)?;
    Some(Obstacle {
        found: refusal.found(number),
        help: refusal.help.clone(),
    })
}
