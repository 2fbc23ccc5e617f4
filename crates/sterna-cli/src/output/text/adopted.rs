//! What `adopt` wrote: a line a file, and where the database is.

use super::super::escape;
use super::initialised;
use crate::report::Adopted;

pub fn text(done: &Adopted) -> String {
    let files = initialised::text(&done.files);
    let database = escape(&done.database);
    match &done.id {
        Some(id) => format!("{files}{database} is at {}, the baseline\n", escape(id)),
        None if files.is_empty() => {
            format!("the entities and the revisions say all that {database} holds\n")
        }
        None => files,
    }
}
