//! `rebase`: puts a branch on top of another head.

use std::fs;

use clap::Args;
use sterna::graph::{Graph, Node};

use crate::error::{Error, RequestError};
use crate::new_revision::require_built;
use crate::parent_line::with_parent;
use crate::project::Project;
use crate::rebase::{self, Rebase as Move};
use crate::report::{Outcome, Rebased, Report, RevisionFacts};
use crate::revision_file::{self, FileError};

/// Put a branch that is not applied on top of another head, with no merge.
///
/// After two pull requests added a revision each, the history has two heads. The first revision
/// of the one branch gets the head of the other as its parent: two lines of its file change. A
/// branch that the database has applied does not move.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db rebase                      the branch that the database has not applied
  cargo db rebase 9c41                 that branch, where there are two heads
  cargo db rebase 9c41 --onto d1e2     that branch onto that head")]
pub struct Rebase {
    /// A revision of the branch that moves.
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revision: Option<String>,
    /// The head that it goes to.
    #[arg(long, value_name = "REV", allow_negative_numbers = true)]
    onto: Option<String>,
}

impl Rebase {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        require_built(project)?;
        let graph = project.graph()?;
        let revision = one(project, &graph, self.revision.as_deref()).await?;
        let onto = one(project, &graph, self.onto.as_deref()).await?;
        let applied = project.applied().await?;
        let found = rebase::rebase(&graph, revision, onto, &applied)?;
        let path = edit(project, &found)?;
        let revisions = facts(project, &graph, &found);
        let mut notes = vec!["the next `cargo db` command builds the project with it".to_owned()];
        if !project.has_database()? {
            let database = project.database_name()?;
            notes.insert(
                0,
                format!("there is no database at {database}, so nothing is applied"),
            );
        }
        let rebased = Rebased {
            id: found.first,
            onto: found.onto,
            path,
            revisions,
            moved: found.moved,
        };
        Ok(Outcome {
            notes,
            ..Report::Rebased(rebased).into()
        })
    }
}

/// What moved; the first of it builds on something else now.
fn facts(project: &Project<'_>, graph: &Graph, found: &Move) -> Vec<RevisionFacts> {
    let nodes = found.moved.iter().filter_map(|id| graph.node(id));
    let mut facts: Vec<_> = nodes.map(|node| project.facts(graph, node)).collect();
    if let Some(first) = facts.first_mut() {
        first.revises = vec![found.onto.clone()];
    }
    facts
}

/// The one revision that a name means, where one is named.
async fn one<'g>(
    project: &Project<'_>,
    graph: &'g Graph,
    name: Option<&str>,
) -> Result<Option<&'g Node>, Error> {
    let Some(name) = name else { return Ok(None) };
    match project.resolve(graph, name).await?.as_slice() {
        &[node] => Ok(Some(node)),
        several => {
            let (asked, heads) = (name.into(), several.iter().map(|node| node.id.clone()));
            let heads = heads.collect();
            Err(
                sterna::Error::from(sterna::graph::GraphError::MultipleHeads { asked, heads })
                    .into(),
            )
        }
    }
}

/// Rewrites the file of the first revision; returns its path from the root.
fn edit(project: &Project<'_>, found: &Move) -> Result<String, Error> {
    let file = project.existing_file(&found.first)?;
    let path = project.file(&found.first).unwrap_or_default();
    let text = fs::read_to_string(&file).map_err(|source| FileError::Unreadable {
        path: file.clone(),
        source,
    })?;
    let text =
        with_parent(&text, &found.from, &found.onto).map_err(|_| RequestError::NoParentLine {
            path: path.clone(),
            onto: found.onto.clone(),
        })?;
    revision_file::replace(&file, &text)?;
    Ok(path)
}
