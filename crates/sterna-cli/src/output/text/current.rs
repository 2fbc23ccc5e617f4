//! Where a database is: the applied heads and nothing else, so that a script can read it.

use super::super::{ASIDE, escape, painted};
use super::revisions;
use crate::report::{Current, Layout, RevisionFacts};

pub fn text(current: &Current) -> String {
    // That it is current need not be said of each.
    let revisions = current.revisions.iter().map(|revision| RevisionFacts {
        current: None,
        ..revision.clone()
    });
    let revisions: Vec<_> = revisions.collect();
    if !current.verbose {
        return revisions::text(&revisions, Layout::Lines);
    }
    let database = painted(ASIDE, escape(&current.database));
    let revisions = revisions::text(&revisions, Layout::Paragraphs);
    format!("{database}\n{revisions}")
}
