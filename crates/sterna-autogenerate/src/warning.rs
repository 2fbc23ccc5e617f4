//! What a person should look at before a revision runs. Data, with one wording each. Pure.

use std::fmt;

use sterna_schema::{Alteration, Operation};

use crate::difference::{Difference, Note};
use crate::rename::{Candidate, likely_renames};
use crate::text::one_line;

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A table goes, with its rows.
    TableDropped {
        /// The table.
        table: String,
    },
    /// A column goes, with its values.
    ColumnDropped {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A drop and an add look like one thing under another name.
    LikelyRename(Candidate),
    /// A foreign key comes to refer to a column that is missing, or to what is neither the primary
    /// key nor unique.
    KeyToNothing {
        /// The table.
        table: String,
        /// Its columns that refer to the other.
        columns: Vec<String>,
        /// The other table.
        parent: String,
        /// The column that it lacks.
        missing: Option<String>,
    },
    /// Something that the comparison noted.
    Noted(Note),
}

/// All that a person should look at.
pub(crate) fn warnings(difference: &Difference) -> Vec<Warning> {
    let renames = likely_renames(difference);
    let operations = difference.operations.iter();
    renames
        .into_iter()
        .map(Warning::LikelyRename)
        .chain(operations.flat_map(of_operation))
        .chain(difference.notes.iter().cloned().map(Warning::Noted))
        .collect()
}

fn of_operation(operation: &Operation) -> Vec<Warning> {
    match operation {
        Operation::DropTable(table) => vec![Warning::TableDropped {
            table: table.name().unwrap_or_default().to_owned(),
        }],
        Operation::AlterTable { table, alterations } => alterations
            .iter()
            .filter_map(|alteration| of_alteration(table, alteration))
            .collect(),
        _ => Vec::new(),
    }
}

fn of_alteration(table: &str, alteration: &Alteration) -> Option<Warning> {
    let table = table.to_owned();
    match alteration {
        Alteration::DropColumn { column, .. } => {
            let known = column.known()?;
            known.generated.is_none().then(|| Warning::ColumnDropped {
                table,
                column: known.name.clone(),
            })
        }
        _ => None,
    }
}

impl fmt::Display for Warning {
    /// One line in which nothing is hidden, whatever the names in it hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TableDropped { table } => {
                write!(f, "table {} is dropped with its rows", one_line(table))
            }
            Self::ColumnDropped { table, column } => {
                let column = one_line(&format!("{table}.{column}"));
                write!(f, "column {column} is dropped with its values")
            }
            Self::KeyToNothing {
                table,
                columns,
                parent,
                missing,
            } => {
                let columns = columns.join(", ");
                let what = match missing {
                    Some(column) => format!("{column}, a column that {parent} does not have"),
                    None => format!("what is neither the primary key of {parent} nor unique"),
                };
                f.write_str(&one_line(&format!(
                    "the foreign key ({columns}) of {table} refers to {what}: \
                     SQLite will refuse writes to both tables"
                )))
            }
            Self::LikelyRename(candidate) => candidate.fmt(f),
            Self::Noted(note) => note.fmt(f),
        }
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (&self.from, &self.to);
        let table = self.table.as_ref();
        let of = table.map_or_else(String::new, |table| format!("{table}."));
        f.write_str(&one_line(&format!(
            "{of}{from} is dropped and {of}{to} is added, which look alike: \
             if it is a rename, say `--rename {of}{from}:{to}`"
        )))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&match self {
            Self::ColumnOrder { table, have, want } => format!(
                "the columns of {table} are in the order {}, the entity has {}",
                have.join(", "),
                want.join(", ")
            ),
            Self::IndexGoesWithColumn {
                table,
                index,
                column,
            } => format!("index {index} goes with column {table}.{column}"),
            Self::LeftAlone { kind, name } => format!("{name} is a {kind}, which is left alone"),
            Self::OnlyThere { kind, name } => format!("{kind} {name} cannot be made"),
        }))
    }
}
