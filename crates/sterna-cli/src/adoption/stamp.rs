//! Records a revision that was written a moment ago, which the program that runs was built without.

use std::fs;

use sea_orm::DatabaseConnection;
use sterna::{Operations, Revision, Source};

use super::AdoptionError;
use crate::error::Error;
use crate::project::Project;
use crate::report::Written;
use crate::revision_file::FileError;

/// Stamps the database with the revision of that file, as the next build will know it.
///
/// # Errors
///
/// The file cannot be read, or the database cannot be written.
pub async fn stamp(
    project: &Project<'_>,
    db: &DatabaseConnection,
    written: &Written,
    revises: &[String],
    message: &str,
) -> Result<(), Error> {
    let (Some(id), Some(path)) = (&written.id, &written.path) else {
        return Ok(());
    };
    let path = project.settings.project()?.join(path);
    let source = fs::read_to_string(&path).map_err(|source| FileError::Unreadable {
        path: path.clone(),
        source,
    })?;
    let revision = Revision {
        id: forever(id),
        revises: forever_all(revises),
        message: forever(message),
        upgrade: elsewhere,
        ..Revision::EMPTY
    };
    let source = Source {
        revision: Box::leak(Box::new(revision)),
        path: "",
        checksum: forever(&sterna_build::checksum(&source)),
    };
    let revisions = project.revisions.clone().and(source);
    let runner = revisions.runner(db).observer(project.observer);
    let stamped = runner.stamp(&[id]).await;
    stamped.map_err(|source| AdoptionError::NotStamped {
        id: id.clone(),
        source: Box::new(source),
    })?;
    Ok(())
}

/// What it does stands in its file: it must not pass for one that does nothing.
fn elsewhere(op: &mut Operations) {
    op.one_way("it is compiled with the next build");
}

/// Revisions are constants of a program. This one is used until the command ends, in a moment.
fn forever(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn forever_all(texts: &[String]) -> &'static [&'static str] {
    let texts: Vec<_> = texts.iter().map(|text| forever(text)).collect();
    texts.leak()
}
