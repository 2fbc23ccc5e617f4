//! `adopt`: day one on a database that exists.

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna_autogenerate::{
    AdoptedTable, Adoption, Scope, TypeChoice, TypeDifference, adopt, desired,
};
use sterna_dialect::sqlite::Catalogue;

use crate::compare;
use crate::database::Opening;
use crate::error::Error;
use crate::project::Project;
use crate::report::{Outcome, Report};

/// Write what the database holds and the entities do not say, as declarations beside them.
///
/// Nothing is changed: the source goes to the standard output, for a person to put in its place.
/// Once it is there, `check` finds nothing but what is listed as a warning here.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db adopt                 everything, as it is
  cargo db adopt --align-types   leave declared types that differ to the first revision")]
pub struct Adopt {
    /// Do not declare types that differ: the first revision aligns them with the entities.
    #[arg(long)]
    align_types: bool,
}

impl Adopt {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let adopt = async |db: &DatabaseConnection| self.database(project, db).await;
        project.on_database(Opening::Read, adopt).await
    }

    async fn database(
        &self,
        project: &Project<'_>,
        db: &DatabaseConnection,
    ) -> Result<Outcome, Error> {
        let live = Catalogue::read(db)
            .await
            .map_err(sterna::Error::Unreadable)?;
        let desired = desired(&project.metadata).await?;
        let scope =
            Scope::exact_with_views_and_triggers().leaving_out(compare::own_tables(project));
        let types = match self.align_types {
            true => TypeChoice::Align,
            false => TypeChoice::Keep,
        };
        let adoption = adopt(
            live.schema(),
            &desired.schema,
            &project.metadata,
            &scope,
            types,
        );
        Ok(outcome(&adoption))
    }
}

fn outcome(adoption: &Adoption) -> Outcome {
    let tables = adoption.tables.iter().map(beside);
    let list = (!adoption.metadata.is_empty())
        .then(|| format!("// in the root of the entities\n{}", adoption.metadata));
    let text: Vec<_> = tables.chain(list).collect();
    let unsaid = adoption.unsaid.iter();
    let kept = adoption.kept.iter();
    Outcome {
        warnings: unsaid
            .map(|unsaid| format!("{}: {}", unsaid.table, unsaid.what))
            .collect(),
        notes: adoption
            .types
            .iter()
            .map(type_note)
            .chain(kept.map(|kept| format!("{} {} is left alone", kept.kind, kept.name)))
            .collect(),
        ..Report::Text {
            text: text.join("\n"),
        }
        .into()
    }
}

fn beside(table: &AdoptedTable) -> String {
    format!("// in the module {}\n{}", table.module, table.source)
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
