//! Whether the new state holds: one check after the other, until one fails.

use std::time::Instant;

use clap::ValueEnum;
use sea_orm::DatabaseConnection;
use sterna::health;

use super::Order;
use super::command::problem;
use crate::command;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::error_texts;
use crate::project::Project;
use crate::report::{Outcome, Report, Verified};

/// A check of a deploy that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Check {
    /// The entities and the database agree, as `check` says.
    Entities,
    /// No more rows than before refer to one that is not there.
    ForeignKeys,
    /// SQLite's quick_check, which reads the whole database.
    #[value(name = "quick-check")]
    Pages,
}

/// What is verified, in this order. The revision always is.
enum Item<'a> {
    Revision,
    Check(Check),
    Command(&'a str),
}

impl Item<'_> {
    fn name(&self) -> String {
        match self {
            Self::Revision => "at head".to_owned(),
            Self::Check(Check::Entities) => "entities".to_owned(),
            Self::Check(Check::ForeignKeys) => "foreign keys".to_owned(),
            Self::Check(Check::Pages) => "quick_check".to_owned(),
            Self::Command(command) => (*command).to_owned(),
        }
    }
}

fn items(order: &Order) -> Vec<Item<'_>> {
    let checks = Check::value_variants().iter();
    let wanted = checks.filter(|check| !order.skip.contains(check));
    let mut items = vec![Item::Revision];
    items.extend(wanted.map(|check| Item::Check(*check)));
    items.extend(order.command.as_deref().map(Item::Command));
    items
}

/// What would be verified.
pub fn planned(order: &Order) -> Vec<Verified> {
    let items = items(order);
    items
        .iter()
        .map(|item| Verified::open(item.name()))
        .collect()
}

/// Verifies until something fails; what comes after that stays open.
pub async fn all(
    project: &Project<'_>,
    order: &Order,
    db: &DatabaseConnection,
    broken_before: i64,
) -> Vec<Verified> {
    let mut verified = planned(order);
    for (item, verified) in items(order).iter().zip(&mut verified) {
        let started = Instant::now();
        let found = one(project, order, db, broken_before, item).await;
        // A check that could not be made has not passed.
        let problem = found.unwrap_or_else(|error| Some(error_texts(&error).join(": ")));
        verified.passed = Some(problem.is_none());
        verified.problem = problem;
        verified.milliseconds = u64::try_from(started.elapsed().as_millis()).ok();
        if verified.passed == Some(false) {
            break;
        }
    }
    verified
}

/// What is wrong.
async fn one(
    project: &Project<'_>,
    order: &Order,
    db: &DatabaseConnection,
    broken_before: i64,
    item: &Item<'_>,
) -> Result<Option<String>, Error> {
    Ok(match item {
        Item::Revision => {
            project.revisions.ensure_current(db).await?;
            None
        }
        Item::Check(Check::Entities) => entities_differ(project).await?,
        Item::Check(Check::ForeignKeys) => {
            let broken = health::broken_references(db).await?;
            let more = broken - broken_before;
            (more > 0).then(|| format!("{more} more rows refer to one that is not there"))
        }
        Item::Check(Check::Pages) => {
            let found = health::quick_check(db).await?;
            (!found.is_empty()).then(|| found.join("; "))
        }
        Item::Command(line) => problem(project, line, order.timeout).await,
    })
}

/// Which objects differ.
async fn entities_differ(project: &Project<'_>) -> Result<Option<String>, Error> {
    let Outcome { report, exit, .. } = command::Check::default().run(project).await?;
    let objects = match &report {
        Report::Differences(found) => found
            .changes
            .iter()
            .map(|one| one.object.as_str())
            .collect(),
        _ => Vec::new(),
    };
    let words = || {
        format!(
            "the entities and the database differ: {}",
            objects.join(", ")
        )
    };
    Ok((exit != Exit::Done).then(words))
}
