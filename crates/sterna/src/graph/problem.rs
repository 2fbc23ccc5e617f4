//! What can be wrong with the revisions themselves, found when the graph is built.

/// Why the revisions do not form a graph. All problems are reported at once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevisionProblem {
    /// An id is empty or has characters that an id may not have.
    IllegalId {
        /// The id.
        id: String,
        /// The offending characters, each once.
        characters: Vec<char>,
    },
    /// A label is empty, has characters that a label may not have, or ends like `-2`.
    IllegalLabel {
        /// The revision that carries it.
        id: String,
        /// The label.
        label: String,
    },
    /// An id or a label is a word that already means something, such as `head`.
    Reserved {
        /// The revision.
        id: String,
        /// The word.
        word: String,
    },
    /// Several revisions have the same id.
    DuplicateId {
        /// The id.
        id: String,
        /// The messages of the revisions that have it.
        messages: Vec<String>,
    },
    /// A label is used by several revisions, or is the id of another one.
    LabelTaken {
        /// The label.
        label: String,
        /// The revision that has it.
        by: String,
        /// The revision that wants it too.
        id: String,
    },
    /// A revision revises one that is not there.
    MissingParent {
        /// The revision.
        id: String,
        /// What it revises.
        parent: String,
    },
    /// A revision depends on one that is not there.
    MissingDependency {
        /// The revision.
        id: String,
        /// What it depends on: an id or a label.
        dependency: String,
    },
    /// A revision revises itself.
    SelfLoop {
        /// The revision.
        id: String,
    },
    /// A revision depends on itself.
    DependencySelfLoop {
        /// The revision.
        id: String,
    },
    /// Revisions revise each other in a circle.
    Cycle {
        /// The revisions, in the order given.
        ids: Vec<String>,
    },
    /// Revisions wait for each other because of what they depend on.
    DependencyCycle {
        /// The revisions, in the order given.
        ids: Vec<String>,
    },
    /// Two revisions replace the same one.
    ReplacedTwice {
        /// The revision that is replaced.
        id: String,
        /// The revisions that replace it.
        by: [String; 2],
    },
    /// Revisions replace each other, or one replaces itself.
    ReplacesCycle {
        /// The revisions, in the order given.
        ids: Vec<String>,
    },
    /// A revision builds on one that lies inside what another one replaces. Only the last of the
    /// replaced ones is a state that every database reaches.
    BuiltOnReplaced {
        /// The revision.
        id: String,
        /// What it revises or depends on.
        on: String,
        /// The revision that replaces that one.
        by: String,
    },
}

impl RevisionProblem {
    /// The revisions concerned.
    pub fn ids(&self) -> Vec<&str> {
        match self {
            Self::IllegalId { id, .. }
            | Self::IllegalLabel { id, .. }
            | Self::Reserved { id, .. }
            | Self::DuplicateId { id, .. }
            | Self::MissingParent { id, .. }
            | Self::MissingDependency { id, .. }
            | Self::SelfLoop { id }
            | Self::DependencySelfLoop { id } => vec![id],
            Self::LabelTaken { by, id, .. } => vec![by, id],
            Self::Cycle { ids } | Self::DependencyCycle { ids } | Self::ReplacesCycle { ids } => {
                ids.iter().map(String::as_str).collect()
            }
            Self::ReplacedTwice {
                id,
                by: [first, second],
            } => vec![id, first, second],
            Self::BuiltOnReplaced { id, on, by } => vec![id, on, by],
        }
    }
}
