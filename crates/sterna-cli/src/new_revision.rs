//! A revision that is about to be written: where it hangs in the graph, and its file.

use std::path::Path;

use jiff::Timestamp;
use sterna::Source;
use sterna::graph::{Graph, Node, RevisionProblem};
use sterna_autogenerate::{NewRevision, RowCounts, formatted, render};
use sterna_schema::Operation;

use crate::error::{Error, RequestError};
use crate::identity::new_id;
use crate::project::Project;
use crate::report::Written;
use crate::revision_file;

/// A revision without operations.
#[derive(Debug)]
pub struct Draft {
    node: Node,
    created: Timestamp,
}

/// What a person says of a new revision.
#[derive(Debug, Default)]
pub struct Wish<'a> {
    /// Its id.
    pub id: Option<&'a str>,
    /// The names it gives its branch.
    pub labels: &'a [String],
    /// What else must be applied before.
    pub depends_on: &'a [String],
    /// The revisions that it stands for, oldest first.
    pub replaces: &'a [String],
}

impl Draft {
    /// A revision on these ones, checked against the graph: a bad id, a label that is taken are
    /// found here and not by the next build.
    ///
    /// # Errors
    ///
    /// It does not fit into the graph.
    pub fn new(graph: &Graph, revises: Vec<String>, wish: &Wish<'_>) -> Result<Self, Error> {
        require_free(graph, wish.id)?;
        let id = match wish.id {
            Some(id) => id.to_owned(),
            None => new_id(|id| graph.contains(id)),
        };
        let node = Node {
            id,
            revises,
            depends_on: depends_on(graph, wish.depends_on)?,
            labels: wish.labels.to_vec(),
            replaces: wish.replaces.to_vec(),
            ..Node::default()
        };
        let all = graph.nodes().cloned().chain([node.clone()]);
        Graph::new(all).map_err(sterna::Error::Revisions)?;
        let created = Timestamp::now();
        Ok(Self { node, created })
    }

    /// Writes the file. Only now, when nothing else can fail, is there one.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write(self, project: &Project<'_>, content: Content<'_>) -> Result<Written, Error> {
        let message = content.message;
        let source = self.source(content);
        let folder = project.settings.versions_folder()?;
        let path = revision_file::write(&folder, self.created, message, &formatted(&source))?;
        let shown = path
            .strip_prefix(project.settings.project()?)
            .unwrap_or(&path);
        Ok(Written {
            id: Some(self.node.id),
            path: Some(shown.to_string_lossy().into_owned()),
            ..Written::default()
        })
    }

    /// The text of the file, not yet seen by rustfmt.
    pub fn source(&self, content: Content<'_>) -> String {
        let revision = NewRevision {
            id: self.node.id.clone(),
            revises: self.node.revises.clone(),
            message: content.message.to_owned(),
            created: self.created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            branch_labels: self.node.labels.clone(),
            depends_on: self.node.depends_on.clone(),
            replaces: self.node.replaces.clone(),
            rows: content.rows,
        };
        let source = render(&revision, content.upgrade, content.downgrade);
        with_remarks(&source, content.remarks)
    }
}

/// The source with lines of comment above its upgrade. A line holds no line end.
fn with_remarks(source: &str, remarks: &[String]) -> String {
    let comment: String = remarks.iter().map(|line| format!("// {line}\n")).collect();
    source.replacen("\nfn upgrade(", &format!("\n{comment}fn upgrade("), 1)
}

/// Also the id of a revision that another one replaces is taken.
fn require_free(graph: &Graph, id: Option<&str>) -> Result<(), Error> {
    let Some(taken) = id.and_then(|id| graph.node(id)) else {
        return Ok(());
    };
    let problem = RevisionProblem::DuplicateId {
        id: taken.id.clone(),
        messages: vec![taken.message.clone(), "the new one".to_owned()],
    };
    Err(sterna::Error::Revisions(vec![problem]).into())
}

/// Refuses to write while the folder has a revision that this program lacks: the new one would
/// be put beside it, and not on top.
///
/// # Errors
///
/// There is such a file, or no project.
pub fn require_built(project: &Project<'_>) -> Result<(), Error> {
    let sources = project.revisions.sources();
    let is_known = |name: &str| sources.iter().any(|source| is_file(source, name));
    let folder = project.settings.versions_folder()?;
    match revision_file::unknown_file(&folder, is_known)? {
        Some(file) => Err(RequestError::NotBuilt { file }.into()),
        None => Ok(()),
    }
}

fn is_file(source: &Source, name: &str) -> bool {
    Path::new(source.path)
        .file_name()
        .is_some_and(|file| file == name)
}

/// What the file of a revision says.
#[derive(Clone, Debug, Default)]
pub struct Content<'a> {
    /// What it does, in a line.
    pub message: &'a str,
    /// What leads to it.
    pub upgrade: &'a [Operation],
    /// What leads back.
    pub downgrade: &'a [Operation],
    /// How many rows and values go.
    pub rows: RowCounts,
    /// What its reader must know, as lines of a comment.
    pub remarks: &'a [String],
}

impl<'a> Content<'a> {
    /// A revision that does nothing, or nothing yet.
    pub fn empty(message: &'a str) -> Self {
        Self {
            message,
            ..Self::default()
        }
    }
}

/// An id is written out; a label stays, since it may move on.
fn depends_on(graph: &Graph, names: &[String]) -> Result<Vec<String>, Error> {
    let is_label = |name: &String| graph.nodes().any(|node| node.labels.contains(name));
    let mut found = Vec::new();
    for name in names {
        if is_label(name) {
            found.push(name.clone());
            continue;
        }
        let nodes = graph.resolve(name, &[]).map_err(sterna::Error::from)?;
        found.extend(nodes.into_iter().map(|node| node.id.clone()));
    }
    Ok(found)
}

/// Refuses to build on a revision that others build on, unless that is meant.
///
/// # Errors
///
/// It is no head.
pub fn require_heads(graph: &Graph, revises: &[String], splice: bool) -> Result<(), Error> {
    let Some(id) = revises.iter().find(|id| !splice && !graph.is_head(id)) else {
        return Ok(());
    };
    let children = graph.children(id).into_iter().map(|node| node.id.clone());
    let (id, children) = (id.clone(), children.collect());
    Err(RequestError::NotAHead { id, children }.into())
}
