//! `restore`: puts a copy in the place of the database.

use std::path::PathBuf;

use clap::Args;

use crate::error::Error;
use crate::precaution::{self, file, shown};
use crate::project::Project;
use crate::report::{Outcome, Report, Restored};

/// Put a copy in the place of the database, in one step.
///
/// The copy is checked first, and must be at a revision that this program knows. The replaced file
/// stays beside the database. While another process has the database open, nothing is done.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db restore backups/content.20261121T101502Z.9c41d0be3f2a.db
  cargo db restore ../staging/content.db    any SQLite file with these revisions")]
pub struct Restore {
    /// The copy. It stays where it is.
    #[arg(value_name = "FILE")]
    copy: PathBuf,
}

impl Restore {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let copy = project.directory.join(&self.copy);
        let file = file(project)?;
        let work = project.revisions.restore(&copy, &file);
        let restored = precaution::told(project, &copy, work).await?;
        let mut warnings = Vec::new();
        if restored.was_damaged {
            let words = "SQLite could not read the replaced file: whether others have it open is \
                         known only as far as the system tells";
            warnings.push(words.to_owned());
        }
        let late = restored.opened_meanwhile.iter();
        warnings.extend(late.map(|one| format!("{one} opened the replaced file: restart it")));
        Ok(Outcome {
            warnings,
            notes: older(project, &restored).into_iter().collect(),
            ..Report::Restored(Restored {
                database: project.database_name()?,
                copy: shown(project, &copy),
                at_head: project.is_at_head(&restored.heads)?,
                heads: restored.heads,
                replaced: restored.replaced.map(|path| shown(project, &path)),
            })
            .into()
        })
    }
}

/// Other files that were replaced by hand, which nothing deletes: they may hold what is nowhere
/// else.
fn older(project: &Project<'_>, restored: &sterna::restore::Restored) -> Option<String> {
    let mut others = sterna::restore::replaced(&restored.database);
    others.retain(|path| Some(path) != restored.replaced.as_ref());
    let oldest = shown(project, others.first()?);
    Some(match others.len() {
        1 => format!("an older replaced file is {oldest}: delete it once you do not need it"),
        number => format!(
            "{number} older replaced files lie beside it, from {oldest} on: delete those that you \
             do not need"
        ),
    })
}
