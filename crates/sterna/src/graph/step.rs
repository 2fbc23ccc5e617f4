//! One step of an upgrade or a downgrade.

/// Which of a revision's two functions a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `upgrade`.
    Up,
    /// `downgrade`.
    Down,
}

/// One revision to run, and what the version table holds afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Up or down.
    pub direction: Direction,
    /// The revision.
    pub id: String,
    /// The version rows after the step: the applied heads, in the order of the graph. They are
    /// meant as a set that takes the place of all rows.
    pub heads_after: Vec<String>,
}
