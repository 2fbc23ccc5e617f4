//! Where a database is: the applied heads and nothing else, so that a script can read it.

use super::super::{ASIDE, escape, painted};
use super::revisions;
use crate::report::{Current, Layout};

pub fn text(current: &Current) -> String {
    if !current.verbose {
        return revisions::text(&current.revisions, Layout::Lines);
    }
    let database = painted(ASIDE, escape(&current.database));
    let revisions = revisions::text(&current.revisions, Layout::Paragraphs);
    format!("{database}\n{revisions}")
}
