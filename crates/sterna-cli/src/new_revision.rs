//! A revision that is about to be written: where it hangs in the graph, and its file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sterna::graph::{Graph, Node, RevisionProblem};
use sterna_autogenerate::{NewRevision, RowCounts, formatted, render};
use sterna_schema::Operation;

use crate::after_write;
use crate::error::{Error, RequestError};
use crate::identity::new_id;
use crate::project::Project;
use crate::report::Written;
use crate::revision_file::{self, FileError};
use crate::settings::Zone;

/// A message as it is typed. Whoever has nothing to say leaves it out.
///
/// # Errors
///
/// It says nothing.
pub fn message(typed: &str) -> Result<String, String> {
    match typed.trim() {
        "" => Err("it is empty; leave it out, or say what the revision does".to_owned()),
        _ => Ok(typed.to_owned()),
    }
}

/// A revision without operations.
#[derive(Debug)]
pub struct Draft {
    node: Node,
    created: Timestamp,
    /// The folder that its file should lie in.
    folder: Option<PathBuf>,
    /// Why it has no way back.
    one_way: Option<&'static str>,
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
    /// The folder of its file, one of those that are set.
    pub folder: Option<&'a Path>,
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
        Ok(Self {
            node,
            created,
            folder: wish.folder.map(Path::to_owned),
            one_way: None,
        })
    }

    /// The same revision, whose downgrade refuses for that reason.
    pub fn one_way(self, reason: &'static str) -> Self {
        Self {
            one_way: Some(reason),
            ..self
        }
    }

    /// Writes the file, and lets the project's commands run on it. Only now, when nothing else can
    /// fail, is there one.
    ///
    /// # Errors
    ///
    /// The file cannot be written, or is written and one of these commands fails.
    pub fn write(self, project: &Project<'_>, content: Content<'_>) -> Result<Written, Error> {
        let settings = &project.settings;
        let root = settings.project()?;
        let folder = root.join(self.folder(project)?);
        let created = settings.timezone.at(self.created);
        let template = &settings.file_template;
        let stem = template.stem(&created, &self.node.id, content.message);
        let source = self.source(content, &settings.timezone);
        let path = revision_file::write(&folder, &stem, &formatted(&source))?;
        after_write::run(&settings.after_write, root, &path)?;
        let shown = path.strip_prefix(root).unwrap_or(&path);
        Ok(Written {
            id: Some(self.node.id),
            path: Some(shown.to_string_lossy().into_owned()),
            ..Written::default()
        })
    }

    /// The folder of its file, from the root: the one that is wished for, that of the revision
    /// below, or the only one.
    ///
    /// # Errors
    ///
    /// There is no such folder, or nothing says which.
    pub fn folder(&self, project: &Project<'_>) -> Result<PathBuf, Error> {
        let folders = &project.settings.versions;
        let all = folders.all().iter().map(|one| one.display().to_string());
        if let Some(name) = &self.folder {
            let found = folders.named(name, &project.directory, project.settings.project()?);
            let found = found.map(Path::to_owned);
            return found.ok_or_else(|| {
                let (name, folders) = (name.display().to_string(), all.collect());
                RequestError::NoSuchFolder { name, folders }.into()
            });
        }
        let mut below = self.node.revises.iter().chain(&self.node.replaces);
        let source = below.find_map(|id| project.revisions.get(id));
        // A migration that was taken over has no file.
        let source = source.filter(|source| source.revision.taken_over.is_none());
        let found = source.map(|source| folders.of(source.path));
        let found = found.or(folders.only()).map(Path::to_owned);
        found.ok_or_else(|| {
            let folders = all.collect();
            RequestError::WhichFolder { folders }.into()
        })
    }

    /// The text of the file, not yet seen by rustfmt.
    pub fn source(&self, content: Content<'_>, timezone: &Zone) -> String {
        let revision = NewRevision {
            id: self.node.id.clone(),
            revises: self.node.revises.clone(),
            message: content.message.to_owned(),
            created: timezone.written(self.created),
            branch_labels: self.node.labels.clone(),
            depends_on: self.node.depends_on.clone(),
            replaces: self.node.replaces.clone(),
            rows: content.rows,
        };
        let source = render(&revision, content.upgrade, content.downgrade);
        let source = with_remarks(&source, content.remarks);
        match self.one_way {
            Some(reason) => with_refusal(&source, reason),
            None => source,
        }
    }
}

/// The source with lines of comment above its upgrade. A line holds no line end.
fn with_remarks(source: &str, remarks: &[String]) -> String {
    let comment: String = remarks.iter().map(|line| format!("// {line}\n")).collect();
    source.replacen("\nfn upgrade(", &format!("\n{comment}fn upgrade("), 1)
}

/// The source with a reason in place of a downgrade that has nothing to do.
fn with_refusal(source: &str, reason: &str) -> String {
    let nothing = "fn downgrade(_op: &mut Operations) {}";
    let refusal = format!("fn downgrade(op: &mut Operations) {{\n    op.one_way({reason:?});\n}}");
    source.replacen(nothing, &refusal, 1)
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

/// Refuses to write while a folder has a revision that this program lacks: the new one would
/// be put beside it, and not on top.
///
/// # Errors
///
/// There is such a file, or no project.
pub fn require_built(project: &Project<'_>) -> Result<(), Error> {
    let root = project.settings.project()?;
    let sources = project.revisions.sources();
    let files = sources
        .iter()
        .filter_map(|source| project.file(source.revision.id));
    let known: HashSet<PathBuf> = files.map(PathBuf::from).collect();
    for versions in project.settings.versions.all() {
        let folder = root.join(versions);
        // A new folder in the place of one that was moved would begin a history of its own.
        if !sources.is_empty() && !folder.is_dir() {
            return Err(FileError::NoFolder(folder).into());
        }
        let is_known = |name: &str| known.contains(&versions.join(name));
        if let Some(file) = revision_file::unknown_file(&folder, is_known)? {
            return Err(RequestError::NotBuilt { file }.into());
        }
    }
    Ok(())
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
