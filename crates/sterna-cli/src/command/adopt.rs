//! `adopt`: day one on a database that exists.

use std::path::{Path, PathBuf};

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna::graph::Graph;
use sterna_autogenerate::{
    Adoption, Baseline, Scope, TypeChoice, TypeDifference, adopt, baseline, desired, formatted,
};
use sterna_dialect::sqlite::Catalogue;
use sterna_schema::Operation;

use crate::adoption::{Declarations, stamp};
use crate::compare::{self, History};
use crate::database::Opening;
use crate::error::Error;
use crate::new_revision::{Content, Draft, Wish, require_built};
use crate::project::Project;
use crate::report::{Adopted, Initialised, Outcome, Report, Written};

/// Why the baseline has no way back.
const ONE_WAY: &str = "the database was there before its first revision";

/// Take over a database that exists: write down what it holds and the project does not say.
///
/// What the entities do not say (indexes, defaults, CHECKs, views, triggers …) becomes
/// declarations beside them. What no revision makes becomes a baseline revision, so that a new
/// database gets everything; this one is stamped with it, and nothing runs. Then `check` finds
/// nothing but what is listed as a warning here. No file is written over, and the schema is not
/// changed.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db adopt                         everything, as it is
  cargo db adopt --print                 show what would be written
  cargo db adopt --align-types           leave declared types that differ to the next revision
  cargo db adopt --entities app/src      where the list of the entities is, if cargo cannot tell")]
pub struct Adopt {
    /// Do not declare types that differ: the next revision aligns them with the entities.
    #[arg(long)]
    align_types: bool,
    /// Show what would be written, and write nothing.
    #[arg(long, alias = "dry-run")]
    print: bool,
    /// The folder of the entities' sources, in place of what cargo says.
    #[arg(long, value_name = "DIR")]
    entities: Option<PathBuf>,
    /// What the baseline is called.
    #[arg(short, long, default_value = "baseline")]
    message: String,
    /// The id of the baseline, in place of twelve random digits.
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
}

/// What was found.
struct Found {
    adoption: Adoption,
    baseline: Baseline,
    warnings: Vec<String>,
}

/// Where the baseline hangs in the graph.
struct Place {
    revises: Vec<String>,
    id: Option<String>,
    /// Whether the database counts as having it already.
    is_applied: bool,
}

impl Adopt {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        require_built(project)?;
        let opening = if self.print {
            Opening::Read
        } else {
            Opening::Write
        };
        let adopt = async |db: &DatabaseConnection| self.database(project, db).await;
        project.on_database(opening, adopt).await
    }

    async fn database(
        &self,
        project: &Project<'_>,
        db: &DatabaseConnection,
    ) -> Result<Outcome, Error> {
        let graph = project.graph()?;
        let place = self.place(project, &graph, db).await?;
        let live = Catalogue::read(db)
            .await
            .map_err(sterna::Error::Unreadable)?;
        let found = self.found(project, &live).await?;
        let declarations = Declarations::of(&found.adoption, project, self.entities.as_deref())?;
        let draft = self.draft(&graph, &place, &found.baseline)?;
        let content = Content {
            upgrade: &found.baseline.upgrade,
            ..Content::empty(&self.message)
        };
        let report = if self.print {
            let timezone = &project.settings.timezone;
            let shown = |draft: Draft| -> Result<String, Error> {
                let source = formatted(&draft.source(content, timezone));
                let folder = draft.folder(project)?;
                Ok(format!("// a new file in {}\n{source}", folder.display()))
            };
            let draft = draft.map(shown).transpose()?;
            Report::Text {
                text: printed(project, &declarations, draft.as_deref()),
            }
        } else {
            let revision = || draft.map(|draft| draft.write(project, content)).transpose();
            let written = declarations.write_with(revision)?.unwrap_or_default();
            if !place.is_applied {
                stamp(project, db, &written, &place.revises, &self.message).await?;
            }
            Report::Adopted(adopted(project, &declarations, written)?)
        };
        Ok(outcome(report, &found, &declarations))
    }

    /// A database that names one revision which nobody has, as another tool left it, is at the
    /// baseline already; any other one has to be at head.
    async fn place(
        &self,
        project: &Project<'_>,
        graph: &Graph,
        db: &DatabaseConnection,
    ) -> Result<Place, Error> {
        let current = project.revisions.current(db).await?;
        if let ([only], true) = (current.ids().as_slice(), graph.is_empty()) {
            return Ok(Place {
                revises: Vec::new(),
                id: Some(only.clone()),
                is_applied: true,
            });
        }
        compare::require_head(project, db).await?;
        let heads = graph.resolve("head", &[]).map_err(sterna::Error::from)?;
        Ok(Place {
            revises: heads.into_iter().map(|node| node.id.clone()).collect(),
            id: self.rev_id.clone(),
            is_applied: false,
        })
    }

    fn draft(
        &self,
        graph: &Graph,
        place: &Place,
        baseline: &Baseline,
    ) -> Result<Option<Draft>, Error> {
        if baseline.upgrade.is_empty() && !place.is_applied {
            return Ok(None);
        }
        let wish = Wish {
            id: place.id.as_deref(),
            ..Wish::default()
        };
        let draft = Draft::new(graph, place.revises.clone(), &wish)?;
        Ok(Some(draft.one_way(ONE_WAY)))
    }

    async fn found(&self, project: &Project<'_>, live: &Catalogue) -> Result<Found, Error> {
        let desired = desired(&project.metadata).await?;
        let scope = scope(project);
        let types = match self.align_types {
            true => TypeChoice::Align,
            false => TypeChoice::Keep,
        };
        let metadata = &project.metadata;
        let adoption = adopt(live.schema(), &desired.schema, metadata, &scope, types);
        let mut warnings: Vec<_> = adoption
            .unsaid
            .iter()
            .map(|unsaid| format!("{}: {}", unsaid.table, unsaid.what))
            .collect();
        let baseline = match History::replay(project).await {
            Ok(history) => {
                warnings.extend(history.notes);
                baseline(&history.catalogue, live, &scope).await?
            }
            Err(error) => {
                warnings.push(format!(
                    "there is no baseline, and a new database cannot be made: {error}"
                ));
                Baseline::default()
            }
        };
        let differs = baseline.differs.iter();
        warnings.extend(differs.map(|what| format!("on a new database: {what}")));
        Ok(Found {
            adoption,
            baseline,
            warnings,
        })
    }
}

fn scope(project: &Project<'_>) -> Scope {
    let settings = &project.settings;
    Scope::exact_with_views_and_triggers()
        .leaving_out(compare::own_tables(project))
        .including(settings.include.clone())
        .excluding(settings.exclude.clone())
}

/// What would be written, each file below its path.
fn printed(project: &Project<'_>, declarations: &Declarations, revision: Option<&str>) -> String {
    let files = declarations.files.iter().chain(&declarations.joined);
    let files = files.map(|(path, text)| format!("// {}\n{text}", shown(project, path)));
    files
        .chain(revision.map(ToOwned::to_owned))
        .collect::<Vec<_>>()
        .join("\n")
}

fn adopted(
    project: &Project<'_>,
    declarations: &Declarations,
    revision: Written,
) -> Result<Adopted, Error> {
    let path = |(path, _): &(PathBuf, String)| shown(project, path);
    let mut written: Vec<_> = declarations.files.iter().map(path).collect();
    written.extend(revision.path);
    let edited = declarations.joined.iter().map(path).collect();
    Ok(Adopted {
        files: Initialised { written, edited },
        id: revision.id,
        database: project.database_name()?,
    })
}

/// A path from the project's root, where it is inside.
fn shown(project: &Project<'_>, path: &Path) -> String {
    let root = project.settings.root.as_deref();
    let inside = root.and_then(|root| path.strip_prefix(root).ok());
    inside.unwrap_or(path).to_string_lossy().into_owned()
}

fn outcome(report: Report, found: &Found, declarations: &Declarations) -> Outcome {
    let Adoption { types, kept, .. } = &found.adoption;
    let by_hand = declarations.by_hand.iter();
    let by_hand = by_hand.map(|line| format!("add {line}"));
    let has_text = found.baseline.upgrade.iter().any(is_text);
    let notes = types
        .iter()
        .map(type_note)
        .chain(
            kept.iter()
                .map(|kept| format!("{} {} is left alone", kept.kind, kept.name)),
        )
        .chain(has_text.then(|| {
            "what the builders of a revision have no words for is created by its own text"
                .to_owned()
        }));
    Outcome {
        notes: notes.collect(),
        warnings: found.warnings.iter().cloned().chain(by_hand).collect(),
        ..report.into()
    }
}

fn is_text(operation: &Operation) -> bool {
    matches!(operation, Operation::Execute(_))
}

fn type_note(types: &TypeDifference) -> String {
    let alike = if types.same_affinity {
        ""
    } else {
        ", which store values in different ways"
    };
    format!(
        "column {}.{} is {} in the database and {} in the entity{alike}",
        types.table, types.column, types.database, types.entity
    )
}
