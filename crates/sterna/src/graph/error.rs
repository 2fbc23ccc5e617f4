//! What can be wrong with what was asked of a sound graph.

/// Why a name, a range or a target cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum GraphError {
    /// The text is no way to name a revision.
    InvalidName {
        /// What was typed.
        asked: String,
    },
    /// The text is no range.
    InvalidRange {
        /// What was typed.
        asked: String,
    },
    /// A range was given where one target is meant.
    RangeNotAllowed {
        /// What was typed.
        asked: String,
    },
    /// No revision has this id, prefix or label.
    UnknownRevision {
        /// The part of the name that was not found.
        name: String,
    },
    /// Several revisions begin like this.
    AmbiguousPrefix {
        /// What was typed.
        prefix: String,
        /// The revisions that begin so.
        candidates: Vec<String>,
    },
    /// The revision exists, but does not belong to the branch that was named with it.
    NotInBranch {
        /// The revision.
        id: String,
        /// What stood before `@`.
        branch: String,
    },
    /// The revision lies inside what another one replaces.
    Replaced {
        /// The revision that was named.
        id: String,
        /// The revision that replaces it.
        by: String,
    },
    /// One revision was asked for, and the name means several heads.
    MultipleHeads {
        /// What was typed.
        asked: String,
        /// The heads.
        heads: Vec<String>,
    },
    /// A relative name counts from the applied revision, and several are.
    SeveralApplied {
        /// What was typed.
        asked: String,
        /// The applied heads that it could count from.
        rows: Vec<String>,
    },
    /// A relative downgrade could undo several revisions, and the history does not say which of
    /// them was applied last.
    UnclearUndo {
        /// What was typed.
        asked: String,
        /// The revisions that it could undo first.
        choices: Vec<String>,
    },
    /// A relative name comes to a fork or a merge, where it could go several ways.
    AmbiguousWalk {
        /// What was typed.
        asked: String,
        /// Where it stops; none: at the base.
        at: Option<String>,
        /// Where it could go.
        choices: Vec<String>,
    },
    /// Fewer revisions lie in that direction than were asked for.
    TooFar {
        /// What was typed.
        asked: String,
        /// How many there are.
        available: usize,
    },
    /// `+N` for a downgrade, `-N` for an upgrade.
    WrongDirection {
        /// What was typed.
        asked: String,
        /// The command: `upgrade` or `downgrade`.
        command: &'static str,
    },
    /// Of several targets one lies below another.
    Overlap {
        /// The target that lies below.
        lower: String,
        /// The target that contains it.
        upper: String,
    },
    /// A downgrade was asked to go to a revision that is not applied.
    NotApplied {
        /// What was typed.
        asked: String,
        /// The revision.
        id: String,
        /// The applied heads.
        rows: Vec<String>,
    },
    /// A downgrade was asked to go to a revision that counts as applied and never ran.
    NeverRan {
        /// The revision.
        id: String,
        /// What it builds on; none: it starts the history.
        below: Vec<String>,
    },
    /// The ends of a range do not lie on one line.
    Unrelated {
        /// The range that was typed.
        asked: String,
        /// The lower end.
        from: String,
    },
    /// A range cannot be squashed, because something grows out of the middle of it.
    NotSquashable {
        /// The range that was typed.
        asked: String,
        /// The revision inside the range.
        inside: String,
        /// The revision outside that needs it.
        outside: String,
    },
    /// The database names revisions that are not here.
    UnknownApplied {
        /// The version rows that no revision answers to.
        rows: Vec<String>,
    },
    /// The database stopped inside what a revision replaces, and the rest of it is gone.
    HalfReplaced {
        /// The version row.
        row: String,
        /// The revision that replaces it.
        by: String,
        /// The replaced revisions after it that are no longer here.
        missing: Vec<String>,
    },
}

impl GraphError {
    /// The revisions concerned.
    pub fn ids(&self) -> Vec<&str> {
        match self {
            Self::AmbiguousPrefix {
                candidates: ids, ..
            }
            | Self::MultipleHeads { heads: ids, .. }
            | Self::SeveralApplied { rows: ids, .. }
            | Self::UnclearUndo { choices: ids, .. }
            | Self::AmbiguousWalk { choices: ids, .. }
            | Self::UnknownApplied { rows: ids } => ids.iter().map(String::as_str).collect(),
            Self::NotInBranch { id, .. }
            | Self::NotApplied { id, .. }
            | Self::NeverRan { id, .. } => vec![id],
            Self::Replaced { id, by } => vec![id, by],
            Self::Overlap { lower, upper } => vec![lower, upper],
            Self::Unrelated { from, .. } => vec![from],
            Self::NotSquashable {
                inside, outside, ..
            } => vec![inside, outside],
            Self::HalfReplaced { row, by, .. } => vec![row, by],
            Self::InvalidName { .. }
            | Self::InvalidRange { .. }
            | Self::RangeNotAllowed { .. }
            | Self::UnknownRevision { .. }
            | Self::TooFar { .. }
            | Self::WrongDirection { .. } => Vec::new(),
        }
    }
}
