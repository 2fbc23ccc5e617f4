//! The entities against a database: what `revision --autogenerate`, `check` and `diff` share.

mod heard;
mod word;

use clap::ValueEnum;
use sea_orm::DatabaseConnection;
use sterna::graph::GraphError;
use sterna::run::Replay;
use sterna_autogenerate::{
    AutogenerateError, Backfill, BackfillError, Desired, Kept, MadeByHistory, ObjectKind, Proposal,
    Rename, RenameError, Renames, Request, Scope, autogenerate, desired_beside,
};
use sterna_dialect::sqlite::Catalogue;

use crate::error::{Error, RequestError};
use crate::project::Project;

/// What the entities are compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// The project's database.
    #[default]
    Database,
    /// What the revisions make of nothing; no database is needed.
    Revisions,
}

/// The schema that the revisions make, replayed in memory, and what to say of it.
pub struct History {
    /// The schema.
    pub catalogue: Catalogue,
    /// Steps that were not replayed.
    pub notes: Vec<String>,
}

impl History {
    /// Replays all revisions.
    ///
    /// # Errors
    ///
    /// They do not run from nothing.
    pub async fn replay(project: &Project<'_>) -> Result<Self, Error> {
        let Replay {
            catalogue,
            unforeseen,
            ..
        } = project
            .revisions
            .replay("heads")
            .await
            .map_err(Error::Replay)?;
        let note = |step: String| format!("replayed without what code or rows decide: {step}");
        Ok(Self {
            catalogue,
            notes: unforeseen.into_iter().map(note).collect(),
        })
    }
}

/// A proposal, and what it was made from.
pub struct Comparison {
    /// What the entities mean.
    pub desired: Desired,
    /// What may be touched.
    pub scope: Scope,
    /// What leads to the entities.
    pub proposal: Proposal,
    /// Whether the project's own code changed it.
    pub is_changed: bool,
}

impl Comparison {
    /// What to say where the project's own code had a word.
    pub fn note(&self) -> Option<String> {
        let words = "code of this project changed what was found: only what it left counts";
        self.is_changed.then(|| words.to_owned())
    }
}

/// What a person adds to a comparison.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// What is renamed.
    pub renames: Vec<Rename>,
    /// Values for rows that exist.
    pub backfills: Vec<Backfill>,
}

impl Hints {
    /// The options as the engine takes them.
    ///
    /// # Errors
    ///
    /// One is not of its form.
    pub fn parse(renames: &[String], backfills: &[String]) -> Result<Self, Error> {
        let renames: Result<_, RenameError> = renames.iter().map(|text| text.parse()).collect();
        let backfills: Result<_, BackfillError> =
            backfills.iter().map(|text| text.parse()).collect();
        Ok(Self {
            renames: renames.map_err(AutogenerateError::from)?,
            backfills: backfills.map_err(AutogenerateError::from)?,
        })
    }
}

/// Compares the entities with the project's database.
///
/// # Errors
///
/// The entities have no schema, the database cannot be read, or a hint does not fit.
pub async fn with_entities(
    project: &Project<'_>,
    live: &Catalogue,
    hints: &Hints,
) -> Result<Proposal, Error> {
    Ok(comparison(project, live, hints).await?.proposal)
}

/// The same, with what the proposal was made from.
///
/// # Errors
///
/// As above.
pub async fn comparison(
    project: &Project<'_>,
    live: &Catalogue,
    hints: &Hints,
) -> Result<Comparison, Error> {
    let found = compared(project, live, hints).await?;
    heard::heard(project, live, found).await
}

async fn compared(
    project: &Project<'_>,
    live: &Catalogue,
    hints: &Hints,
) -> Result<Comparison, Error> {
    let desired = desired_beside(&project.metadata, live.schema()).await?;
    let settings = &project.settings;
    let scope = |made| {
        let all = Scope::autogenerate(made).leaving_out(own_tables(project));
        all.including(settings.include.clone())
            .excluding(settings.exclude.clone())
    };
    let first = scope(MadeByHistory::nothing());
    let proposal = propose(live, &desired, first.clone(), hints).await?;
    let in_doubt = proposal.kept.iter().filter(|kept| may_be_ours(&kept.kind));
    if !word::may_have_made(&project.revisions, in_doubt) {
        return Ok(Comparison {
            desired,
            scope: first,
            proposal,
            is_changed: false,
        });
    }
    // Only what the history made may go. To know it, the history is played in memory: not
    // before there is something to decide.
    let made = match project.revisions.replay("heads").await {
        Ok(history) => {
            MadeByHistory::that_could_be_said(&project.metadata, history.catalogue.schema())
        }
        // A history that continues tables which no revision created does not start from nothing.
        Err(_) => word::made(&project.revisions, &project.metadata),
    };
    let scope = scope(made);
    let proposal = propose(live, &desired, scope.clone(), hints).await?;
    Ok(Comparison {
        desired,
        scope,
        proposal,
        is_changed: false,
    })
}

/// Compares any two schemas.
///
/// # Errors
///
/// A hint does not fit.
pub async fn propose(
    live: &Catalogue,
    desired: &Desired,
    scope: Scope,
    hints: &Hints,
) -> Result<Proposal, Error> {
    let renames = Renames {
        asked: hints.renames.clone(),
        ..Renames::default()
    };
    let backfills = hints.backfills.clone();
    let request = Request {
        live,
        desired,
        scope,
        renames,
        backfills,
    };
    Ok(autogenerate(&request).await?)
}

/// The tables of Sterna itself, under the names that this project gives them, and that of a
/// migrator which was taken over.
pub fn own_tables(project: &Project<'_>) -> Vec<String> {
    let settings = project.revisions.settings();
    let mut tables = vec![
        settings.version_table.clone(),
        settings.history_table.clone(),
    ];
    let taken_over = project.revisions.taken_over();
    tables.extend(taken_over.map(|migrator| migrator.table().to_owned()));
    tables
}

fn may_be_ours(kind: &str) -> bool {
    [
        ObjectKind::Table.word(),
        ObjectKind::Index.word(),
        ObjectKind::View.word(),
        ObjectKind::Trigger.word(),
        Kept::CHECK,
    ]
    .contains(&kind)
}

/// Refuses a database that has not everything applied: what is pending would be proposed again.
/// Gives what there is to say of the applied revisions.
///
/// # Errors
///
/// It is behind, or names a revision that is not here.
pub async fn require_head(
    project: &Project<'_>,
    db: &DatabaseConnection,
) -> Result<Vec<String>, Error> {
    let current = project.revisions.current(db).await?;
    let rows: Vec<_> = current.unknown().map(|head| head.id.clone()).collect();
    if !rows.is_empty() {
        return Err(sterna::Error::from(GraphError::UnknownApplied { rows }).into());
    }
    match current.pending.len() {
        0 => Ok(current
            .warnings
            .iter()
            .map(|one| project.words(one))
            .collect()),
        pending => {
            // Several heads are for `merge` to join: `upgrade head` would not know which.
            let graph = project.graph()?;
            graph.resolve("head", &[]).map_err(sterna::Error::from)?;
            Err(RequestError::Behind {
                database: project.database_name()?,
                pending,
            }
            .into())
        }
    }
}
