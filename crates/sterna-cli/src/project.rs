//! What every command works with: the settings, the entities, the revisions, the database.

use std::path::{Path, PathBuf};

use sea_orm::DatabaseConnection;
use sterna::graph::{Graph, Node};
use sterna::report::Warning;
use sterna::{Event, Metadata, Observer, Revisions, Runner};

use crate::address::Address;
use crate::cli::Hook;
use crate::database::{self, Opening, Patience};
use crate::error::{Error, RequestError};
use crate::prompt::Prompt;
use crate::report::RevisionFacts;
use crate::settings::{Settings, SettingsError, TableProblem};

/// The project that a command works on.
pub struct Project<'a> {
    /// The folder that the command runs in.
    pub directory: PathBuf,
    /// What is set.
    pub settings: Settings,
    /// The entities.
    pub metadata: Metadata,
    /// The revisions, with the settings applied to them.
    pub revisions: Revisions,
    /// What the project's own code makes of a proposal.
    pub on_proposal: Option<&'a Hook>,
    /// Whom to ask; `None` where nobody sits at a terminal.
    pub prompt: Option<&'a dyn Prompt>,
    /// Who is told what a run is doing.
    pub observer: &'a dyn Observer,
}

impl Project<'_> {
    /// The project; what its settings say overrules what its revisions say of themselves.
    ///
    /// # Errors
    ///
    /// The tables of Sterna's own cannot have the names that they should have.
    pub fn configured(self) -> Result<Self, SettingsError> {
        let revisions = with_settings(self.revisions, &self.settings);
        require_tables(&revisions)?;
        Ok(Self { revisions, ..self })
    }

    /// How the revisions hang together.
    ///
    /// # Errors
    ///
    /// They do not.
    pub fn graph(&self) -> Result<Graph, Error> {
        Ok(self.revisions.graph()?)
    }

    /// Opens the project's database, does something with it, and closes it again, so that no
    /// `-wal` file is left behind.
    ///
    /// # Errors
    ///
    /// No database is named, it cannot be used, or the work fails.
    pub async fn on_database<T>(
        &self,
        opening: Opening,
        work: impl AsyncFnOnce(&DatabaseConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let tell = |timeout| self.observer.observe(&Event::WaitingForLock { timeout });
        let patience = match opening {
            Opening::Read => Patience::SHORT,
            Opening::Write | Opening::Create => Patience {
                longest: self.revisions.settings().lock_timeout,
                tell: &tell,
            },
        };
        let db = database::open(&self.settings.address()?, opening, patience).await?;
        let done = work(&db).await;
        // The work is done or has failed; what closing says changes neither.
        drop(db.close().await);
        done
    }

    /// Whether there is a database already.
    ///
    /// # Errors
    ///
    /// No database is named.
    pub fn has_database(&self) -> Result<bool, Error> {
        Ok(database::exists(&self.settings.address()?))
    }

    /// A database in memory, in the place of one that is not there.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub async fn nothing(&self) -> Result<DatabaseConnection, Error> {
        Ok(database::open(&Address::Memory, Opening::Create, Patience::SHORT).await?)
    }

    /// What runs revisions on a database, telling the observer.
    pub fn runner<'r>(&'r self, db: &'r DatabaseConnection) -> Runner<'r> {
        self.revisions.runner(db).observer(self.observer)
    }

    /// Whether these applied heads are all heads that there are.
    ///
    /// # Errors
    ///
    /// The revisions do not form a graph.
    pub fn is_at_head(&self, applied: &[String]) -> Result<bool, Error> {
        let graph = self.graph()?;
        let heads = graph.version_heads();
        let all = heads.iter().all(|head| applied.contains(&head.id));
        Ok(all && heads.len() == applied.len() && !heads.is_empty())
    }

    /// The applied heads, for names such as `current` and `+1`. A database that is not there has
    /// none.
    ///
    /// # Errors
    ///
    /// The database is there and cannot be read.
    pub async fn applied(&self) -> Result<Vec<String>, Error> {
        let address = self.settings.address()?;
        if !database::exists(&address) {
            return Ok(Vec::new());
        }
        self.on_database(Opening::Read, async |db| {
            Ok(self.revisions.current(db).await?.ids())
        })
        .await
    }

    /// The applied heads, if a name could speak of them; else none, and no database is needed.
    ///
    /// # Errors
    ///
    /// The database is there and cannot be read.
    pub async fn applied_for(&self, name: &str) -> Result<Vec<String>, Error> {
        let counts = name.contains(['+', '-']);
        if !counts && !name.contains("current") {
            return Ok(Vec::new());
        }
        match self.applied().await {
            // `9c41+1` counts from a revision, so a project without a database will do.
            Err(Error::Settings(SettingsError::NoDatabase { .. })) if counts => Ok(Vec::new()),
            applied => applied,
        }
    }

    /// The revisions that a name means.
    ///
    /// # Errors
    ///
    /// It means none.
    pub async fn resolve<'g>(&self, graph: &'g Graph, name: &str) -> Result<Vec<&'g Node>, Error> {
        let applied = self.applied_for(name).await?;
        let nodes = graph.resolve(name, &applied).map_err(sterna::Error::from)?;
        if nodes.is_empty() {
            let name = name.to_owned();
            return Err(RequestError::NoRevision { name }.into());
        }
        Ok(nodes)
    }

    /// What is known of a revision, its file included.
    pub fn facts(&self, graph: &Graph, node: &Node) -> RevisionFacts {
        RevisionFacts {
            path: self.file(&node.id),
            ..RevisionFacts::of(graph, node)
        }
    }

    /// The file of a revision, relative to the project's root.
    pub fn file(&self, id: &str) -> Option<String> {
        let source = self.revisions.get(id)?;
        let name = Path::new(source.path).file_name()?;
        let path = self.settings.versions.of(source.path).join(name);
        Some(path.to_string_lossy().into_owned())
    }

    /// What a warning says, with a file as it is called from the project's root: the engine knows
    /// it from the migration crate alone.
    pub fn words(&self, warning: &Warning) -> String {
        let words = warning.to_string();
        let (Warning::Edited { id, path } | Warning::NeverRan { id, path, .. }) = warning else {
            return words;
        };
        match self.file(id) {
            Some(file) => words.replacen(&format!("({path})"), &format!("({file})"), 1),
            None => words,
        }
    }

    /// The file of a revision, as an absolute path.
    ///
    /// # Errors
    ///
    /// It is not there.
    pub fn existing_file(&self, id: &str) -> Result<PathBuf, Error> {
        let path = self.file(id).unwrap_or_default();
        let file = self.settings.project()?.join(&path);
        if file.is_file() {
            return Ok(file);
        }
        let id = id.to_owned();
        Err(RequestError::NoFile { id, path }.into())
    }

    /// The database as a person would call it: its path from the project's root, where it is
    /// inside.
    ///
    /// # Errors
    ///
    /// No database is named.
    pub fn database_name(&self) -> Result<String, Error> {
        let address = self.settings.address()?;
        let root = self.settings.root.as_deref();
        let inside = address
            .path()
            .zip(root)
            .and_then(|(path, root)| path.strip_prefix(root).ok());
        Ok(match inside {
            Some(path) => path.to_string_lossy().into_owned(),
            None => address.to_string(),
        })
    }
}

/// Two tables, whose names SQLite takes.
fn require_tables(revisions: &Revisions) -> Result<(), SettingsError> {
    let settings = revisions.settings();
    let names = [
        ("version_table", &settings.version_table),
        ("history_table", &settings.history_table),
    ];
    for (key, name) in names {
        if let Some(problem) = TableProblem::of(name) {
            return Err(SettingsError::Table { key, problem });
        }
    }
    let [version, history] = names.map(|(_, name)| name);
    if version.eq_ignore_ascii_case(history) {
        let table = version.clone();
        return Err(SettingsError::OneTable { table });
    }
    Ok(())
}

fn with_settings(mut revisions: Revisions, settings: &Settings) -> Revisions {
    if let Some(table) = &settings.version_table {
        revisions = revisions.version_table(table);
    }
    if let Some(table) = &settings.history_table {
        revisions = revisions.history_table(table);
    }
    if let Some(timeout) = settings.lock_timeout {
        revisions = revisions.lock_timeout(timeout);
    }
    revisions
}
