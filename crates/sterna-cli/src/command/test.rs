//! `test`: the stairway.

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna_dialect::sqlite::Catalogue;
use tempfile::TempDir;

use crate::address::Address;
use crate::compare::{self, Hints};
use crate::database::{self, Opening, Patience};
use crate::describe;
use crate::error::Error;
use crate::exit::Exit;
use crate::project::Project;
use crate::report::{Ending, Outcome, Report, Stairway};
use crate::stairway::{Climb, climb};

/// Try all revisions on a scratch database; exit with 1 if something is wrong with them.
///
/// Each goes up, down and up again, with sample rows in the tables. Then there must be one head,
/// and the last state must be that of the entities. The project's own database is not touched.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db test           in a pipeline, on every pull request
  cargo db test --json    a document with the ending of each revision")]
pub struct Test {}

impl Test {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let folder = TempDir::new().map_err(Error::Scratch)?;
        let scratch = Address::File {
            path: folder.path().join("scratch.db"),
            read_only: false,
        };
        let db = database::open(&scratch, Opening::Create, Patience::SHORT).await?;
        let tested = test(project, &db).await;
        // The folder goes with all that is in it.
        drop(db.close().await);
        tested
    }
}

async fn test(project: &Project<'_>, db: &DatabaseConnection) -> Result<Outcome, Error> {
    let climb = climb(project, db).await?;
    let heads = project
        .graph()?
        .heads()
        .iter()
        .map(|head| head.id.clone())
        .collect();
    let mut stairway = Stairway {
        passed: false,
        heads,
        equal: None,
        changes: Vec::new(),
        revisions: Vec::new(),
    };
    if climb.is_complete() {
        compare_with_entities(project, db, &mut stairway).await?;
    }
    stairway.passed = is_passed(&climb, &stairway);
    stairway.revisions = climb.stairs;
    Ok(Outcome {
        exit: match stairway.passed {
            true => Exit::Done,
            false => Exit::Differs,
        },
        notes: climb.notes,
        ..Report::Stairway(stairway).into()
    })
}

async fn compare_with_entities(
    project: &Project<'_>,
    db: &DatabaseConnection,
    stairway: &mut Stairway,
) -> Result<(), Error> {
    let live = Catalogue::read(db).await;
    let live = live.map_err(sterna::Error::Unreadable)?;
    let proposal = compare::with_entities(project, &live, &Hints::default()).await?;
    let differences = describe::differences(&proposal, &live, false).await?;
    stairway.equal = Some(differences.equal);
    stairway.changes = differences.changes;
    Ok(())
}

fn is_passed(climb: &Climb, stairway: &Stairway) -> bool {
    let mut endings = climb.stairs.iter().map(|stair| stair.ending);
    endings.all(|ending| matches!(ending, Ending::Passed | Ending::OneWay))
        && stairway.heads.len() < 2
        && stairway.equal == Some(true)
}
