//! What the history gives away beside the version rows: edited revisions and skipped ones; pure.

use std::collections::{HashMap, HashSet};

use super::history::Latest;
use super::versions::Versions;
use crate::graph::{Graph, Node};
use crate::report::Warning;
use crate::revision::Source;
use crate::revisions::Revisions;

/// What is wrong with the applied revisions. A history without rows says nothing, and neither
/// does a database that names a revision which is not here.
pub(super) fn warnings(
    revisions: &Revisions,
    graph: &Graph,
    versions: &Versions,
    latest: &[Latest],
) -> Vec<Warning> {
    let Ok(applied) = graph.applied(&versions.heads) else {
        return Vec::new();
    };
    if latest.is_empty() {
        return Vec::new();
    }
    if versions.heads.is_empty() {
        return lost(revisions, latest).into_iter().collect();
    }
    let known: HashMap<_, _> = latest
        .iter()
        .map(|one| (one.revision.as_str(), one))
        .collect();
    let sources = applied.iter().filter_map(|node| revisions.get(&node.id));
    let warnings = sources.filter_map(|source| warning(source, &known, versions));
    let mut warnings: Vec<_> = warnings.collect();
    if !never_ran(&warnings).is_empty() {
        let ran = with_what_is_below(graph, &applied, &known);
        warnings.retain(|one| match one {
            Warning::NeverRan { id, path, .. } => path.is_empty() || ran.contains(id.as_str()),
            _ => true,
        });
    }
    warnings
}

/// The revisions that were passed over: they count as applied, and never ran.
pub(super) fn never_ran(warnings: &[Warning]) -> Vec<&str> {
    let is_it = |one: &&Warning| matches!(one, Warning::NeverRan { .. });
    let found = warnings.iter().filter(is_it);
    found.filter_map(Warning::revision).collect()
}

/// Those of the applied revisions that the history knows, and all that they stand on. A head that
/// it does not know was applied by another program, and so was what that one stands on.
fn with_what_is_below<'g>(
    graph: &'g Graph,
    applied: &[&Node],
    known: &HashMap<&str, &Latest>,
) -> HashSet<&'g str> {
    let is_known = |id: &&String| known.contains_key(id.as_str());
    let ids: Vec<_> = applied
        .iter()
        .map(|node| &node.id)
        .filter(is_known)
        .cloned()
        .collect();
    let nodes = graph.applied(&ids).unwrap_or_default();
    nodes.into_iter().map(|node| node.id.as_str()).collect()
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

fn warning(
    source: &Source,
    known: &HashMap<&str, &Latest>,
    versions: &Versions,
) -> Option<Warning> {
    let revision = source.revision;
    let (id, path) = (revision.id.to_owned(), source.path);
    let below = revision.revises.first().copied().unwrap_or("base");
    if revision.taken_over.is_some() {
        // Its own table says whether it ran.
        let passed_over = versions.passed_over.contains(&revision.id);
        return passed_over.then_some(Warning::NeverRan { id, path, below });
    }
    match known.get(revision.id) {
        Some(latest) if is_edited(&latest.checksum, source.checksum) => {
            Some(Warning::Edited { id, path })
        }
        Some(_) => None,
        // One that replaces others is applied where these are.
        None if revision.replaces.iter().any(|id| known.contains_key(id)) => None,
        None => Some(Warning::NeverRan { id, path, below }),
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
