//! A proof in words: one line for each fact, in which no name can hide anything.

use std::fmt;

use sterna_schema::Operation;

use super::proof::{Direction, Failure, Outcome, Proof, Unproved};
use crate::text::one_line;

/// `proved on a copy: upgrade reaches the entities, downgrade restores the database, 3 sample rows
/// kept`
impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unproved = match &self.outcome {
            Outcome::Failed(failure) => return failure.fmt(f),
            Outcome::Proved | Outcome::Partly { .. } => self.unproved(),
        };
        if let Some(failure) = unproved.iter().find_map(inconclusive) {
            return write!(f, "not proved: {failure}");
        }
        let restored = match unproved.iter().any(is_lost) {
            true => "the schema",
            false => "the database",
        };
        write!(
            f,
            "proved on a copy: upgrade reaches the entities, downgrade restores {restored}{}",
            kept(self.kept_rows)
        )
    }
}

fn kept(rows: u64) -> String {
    match rows {
        0 => String::new(),
        1 => ", 1 sample row kept".to_owned(),
        rows => format!(", {rows} sample rows kept"),
    }
}

fn inconclusive(unproved: &Unproved) -> Option<&Failure> {
    match unproved {
        Unproved::Inconclusive(failure) => Some(failure),
        _ => None,
    }
}

/// Whether the database is another one after going there and back.
fn is_lost(unproved: &Unproved) -> bool {
    match unproved {
        Unproved::Converted { changed, .. } => *changed > 0,
        Unproved::RowsGone { .. }
        | Unproved::ValuesGone { .. }
        | Unproved::Order { .. }
        | Unproved::RowsForbid { .. } => true,
        Unproved::NoSample { .. } | Unproved::NotCopied { .. } | Unproved::Inconclusive(_) => false,
    }
}

impl fmt::Display for Unproved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&match self {
            Self::RowsGone { table } => {
                format!("downgrade brings table {table} back without its rows")
            }
            Self::ValuesGone {
                table,
                column,
                neutral,
            } => {
                let neutral = neutral.as_ref();
                let neutral = neutral.map_or_else(String::new, |sql| format!(", with {sql}"));
                format!("downgrade brings {table}.{column} back without its values{neutral}")
            }
            Self::Converted {
                table,
                column,
                values,
                changed,
            } => format!(
                "{table}.{column} is converted: {}",
                converted(*values, *changed)
            ),
            Self::Order { table } => {
                format!("downgrade brings the columns of {table} back in another order")
            }
            Self::RowsForbid {
                direction, found, ..
            } => format!("{direction} was proved without rows: {found}"),
            Self::NoSample { table, reason } => {
                format!("no rows of {table} were tried: {reason}")
            }
            Self::NotCopied { kind, name } => format!("the copy lacks {name}, a {kind}"),
            Self::Inconclusive(failure) => failure.to_string(),
        }))
    }
}

fn converted(values: u64, changed: u64) -> String {
    match (values, changed) {
        (0, _) => "there was no value to try".to_owned(),
        (1, 0) => "the sample value comes back".to_owned(),
        (values, 0) => format!("all {values} sample values come back"),
        (values, 1) => format!("1 of {values} sample values comes back as another"),
        (values, changed) => format!("{changed} of {values} sample values come back as others"),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped {
                direction, reason, ..
            } => write!(f, "{direction} fails on a copy: {}", one_line(reason)),
            Self::NotReached(rest) => {
                write!(
                    f,
                    "upgrade does not reach the entities on a copy: {}",
                    missing(rest)
                )
            }
            Self::NotRestored(rest) => {
                write!(
                    f,
                    "downgrade does not lead back on a copy: {}",
                    missing(rest)
                )
            }
            Self::RowsChanged {
                direction,
                table,
                before,
                same,
            } => write!(
                f,
                "{direction} does not keep the rows of {} on a copy: of {before}, {same} are as they were",
                one_line(table)
            ),
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        })
    }
}

fn missing(rest: &[Operation]) -> String {
    let rest: Vec<_> = rest.iter().map(Operation::summary).collect();
    one_line(&format!("{} is still missing", rest.join("; ")))
}
