//! What the history gives away beside the version rows: edited revisions and skipped ones; pure.

use std::collections::HashMap;

use super::history::Latest;
use crate::graph::Graph;
use crate::report::Warning;
use crate::revision::Source;
use crate::revisions::Revisions;

/// What is wrong with the applied revisions. A history without rows says nothing, and neither
/// does a database that names a revision which is not here.
pub(super) fn warnings(
    revisions: &Revisions,
    graph: &Graph,
    heads: &[String],
    latest: &[Latest],
) -> Vec<Warning> {
    let Ok(applied) = graph.applied(heads) else {
        return Vec::new();
    };
    if latest.is_empty() {
        return Vec::new();
    }
    if heads.is_empty() {
        return lost(revisions, latest).into_iter().collect();
    }
    let known: HashMap<_, _> = latest
        .iter()
        .map(|one| (one.revision.as_str(), one))
        .collect();
    let sources = applied.iter().filter_map(|node| revisions.get(&node.id));
    sources
        .filter_map(|source| warning(source, &known))
        .collect()
}

/// The revision that was applied last and not undone since, where no version row names any.
fn lost(revisions: &Revisions, latest: &[Latest]) -> Option<Warning> {
    // Another table says whether one that was taken over ran.
    let has_row = |one: &&Latest| {
        let source = revisions.get(&one.revision);
        source.is_none_or(|source| source.revision.taken_over.is_none())
    };
    let mut last = latest.iter().rev().filter(has_row);
    let id = last.find(|one| one.applied)?.revision.clone();
    Some(Warning::Lost { id })
}

fn warning(source: &Source, known: &HashMap<&str, &Latest>) -> Option<Warning> {
    let revision = source.revision;
    let (id, path) = (revision.id.to_owned(), source.path);
    match known.get(revision.id) {
        Some(latest) if is_edited(&latest.checksum, source.checksum) => {
            Some(Warning::Edited { id, path })
        }
        Some(_) => None,
        // Its own table says whether it ran.
        None if revision.taken_over.is_some() => None,
        // One that replaces others is applied where these are.
        None if revision.replaces.iter().any(|id| known.contains_key(id)) => None,
        None => Some(Warning::NeverRan { id, path }),
    }
}

/// Checksums of different schemes, or none, cannot be compared.
fn is_edited(then: &str, now: &str) -> bool {
    let scheme = |checksum: &str| {
        checksum
            .split_once(':')
            .map(|(scheme, _)| scheme.to_owned())
    };
    then != now && scheme(then).is_some() && scheme(then) == scheme(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_checksums_of_one_scheme_are_compared() {
        assert!(is_edited("1:aa", "1:bb"));
        assert!(!is_edited("1:aa", "1:aa"));
        assert!(!is_edited("1:aa", "2:bb"));
        assert!(!is_edited("", "1:bb"));
        assert!(!is_edited("1:aa", ""));
    }
}
