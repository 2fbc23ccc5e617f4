//! Which way each alteration goes: SQLite's own statement, an edit in place, or a rebuild.
//!
//! [`choose`] is the one place where this is decided; each arm names the page of SQLite's manual
//! that makes it true. What must stay absent: how a way is gone, and anything about rows, which
//! nobody has seen when the choice is made.

mod column;
mod constraint;
mod values;

use sterna_schema::{Alteration, Table};

pub use self::constraint::is_empty_column;
use super::text::TableText;
use crate::plan::{PlanError, Way};

/// A way and why it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The way.
    pub way: Way,
    /// Why, in a few words: `drops NOT NULL`.
    pub reason: String,
}

/// What the choice depends on beside the alteration.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The table as it is when the alteration meets it.
    pub table: &'a Table,
    /// Its stored text, from before any of the alterations.
    pub text: &'a TableText,
    /// What else the database has to do with the table.
    pub surroundings: &'a Surroundings,
    /// The alterations before it, which the table has seen already.
    pub before: &'a [Alteration],
    /// The alterations after it.
    pub after: &'a [Alteration],
}

/// What else of a database has to do with a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Whether an UPDATE of the table may fire a trigger.
    pub has_triggers: bool,
    /// Its columns that foreign keys of other tables refer to.
    pub referred: Vec<String>,
}

/// The way of one alteration.
pub fn choose(alteration: &Alteration, circumstances: Circumstances<'_>) -> Choice {
    use Alteration as A;
    match alteration {
        // https://www.sqlite.org/lang_altertable.html#alter_table_rename_column
        A::RenameColumn { .. } => native("RENAME COLUMN"),
        // https://www.sqlite.org/lang_altertable.html#alter_table_add_column
        A::AddColumn { column, backfill } => column::add(column, backfill.as_ref(), circumstances),
        // https://www.sqlite.org/lang_altertable.html#alter_table_drop_column: whatever else is
        // made of the column is dropped before it, or the plan refused (`dependants`).
        A::DropColumn { column, .. } => {
            column::remove(column.name().unwrap_or_default(), circumstances)
        }
        // https://www.sqlite.org/datatype3.html
        A::AlterColumn { to, convert, .. } => column::alter(to, convert, circumstances),
        // https://www.sqlite.org/lang_createindex.html
        A::CreateIndex(_) => native("CREATE INDEX"),
        // https://www.sqlite.org/lang_dropindex.html
        A::DropIndex(_) => native("DROP INDEX"),
        // "remove CHECK or FOREIGN KEY or NOT NULL constraints" in place, and what is added, once
        // no row is found that breaks it; what is written at a column comes and goes with it:
        // https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
        A::AddCheck(_) => in_place("adds a CHECK"),
        A::DropCheck(check) => constraint::drop_check(check.known(), circumstances),
        A::AddForeignKey(key) => constraint::add_foreign_key(key, circumstances),
        A::DropForeignKey(key) => constraint::drop_foreign_key(key.known(), circumstances),
        // A UNIQUE constraint and a primary key are indexes, found by their place in the text:
        // https://www.sqlite.org/fileformat2.html#representation_of_sql_indices
        A::AddUnique(_) => rebuild("a UNIQUE constraint is added"),
        A::DropUnique(_) => rebuild("a UNIQUE constraint is dropped"),
        A::SetPrimaryKey { .. } => rebuild("the primary key changes"),
        // https://www.sqlite.org/stricttables.html, https://www.sqlite.org/withoutrowid.html
        A::SetOptions { .. } => rebuild("the table's options change"),
    }
}

/// The ways of all alterations of a table: where one of them needs a rebuild, the others go with
/// it, since all rows are written anyway.
///
/// # Errors
///
/// The alterations do not fit the table.
pub fn choose_all(
    alterations: &[Alteration],
    table: &Table,
    text: &TableText,
    surroundings: &Surroundings,
) -> Result<Vec<Choice>, PlanError> {
    let mut state = table.clone();
    let mut choices = Vec::with_capacity(alterations.len());
    for (at, alteration) in alterations.iter().enumerate() {
        let circumstances = Circumstances {
            table: &state,
            text,
            surroundings,
            before: &alterations[..at],
            after: &alterations[at + 1..],
        };
        choices.push(choose(alteration, circumstances));
        alteration.apply(&mut state)?;
    }
    let decisive = choices.iter().find(|choice| choice.way == Way::Rebuild);
    let Some(reason) = decisive.map(|choice| choice.reason.clone()) else {
        return Ok(choices);
    };
    for choice in choices
        .iter_mut()
        .filter(|choice| choice.way != Way::Rebuild)
    {
        *choice = rebuild(format!("goes along, since {reason}"));
    }
    Ok(choices)
}

fn native(reason: impl Into<String>) -> Choice {
    let reason = reason.into();
    Choice {
        way: Way::Native,
        reason,
    }
}

fn in_place(reason: impl Into<String>) -> Choice {
    let reason = reason.into();
    Choice {
        way: Way::InPlace,
        reason,
    }
}

fn rebuild(reason: impl Into<String>) -> Choice {
    let reason = reason.into();
    Choice {
        way: Way::Rebuild,
        reason,
    }
}
