//! Which way each alteration goes: SQLite's own statement, an edit in place, or a rebuild.
//!
//! [`choose`] is the one place where this is decided; each arm names the page of SQLite's manual
//! that makes it true. What must stay absent: how a way is gone, and anything about rows, which
//! nobody has seen when the choice is made.

mod column;
mod constraint;
mod newer;
mod values;

use sterna_schema::{Alteration, Table};

pub use self::constraint::is_empty_column;
use super::Version;
use super::text::TableText;
use crate::plan::{PlanError, Way};

/// A way and why it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The way.
    pub way: Way,
    /// Why, in a few words: `drops NOT NULL`.
    pub reason: String,
    /// Whether the statement of another alteration does it.
    pub is_implied: bool,
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
    /// The SQLite that will carry out the plan.
    pub version: Version,
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
        // no row is found that breaks it; what is written at a column comes and goes with it. From
        // 3.53 on SQLite has statements for NOT NULL and CHECK (`newer`):
        // https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
        A::AddCheck(check) => constraint::add_check(check, circumstances),
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
/// it, since all rows are written anyway. And where one edits the definition in place, so do those
/// that newer SQLite has a statement for: it is one edit.
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
    let edits = |choices: &[Choice]| choices.iter().any(|choice| choice.way == Way::InPlace);
    let choices = one_by_one(alterations, table, text, surroundings)?;
    if !surroundings.version.alters_constraints() || !edits(&choices) {
        return Ok(rebuilt_together(choices));
    }
    let surroundings = Surroundings {
        version: Version::default(),
        ..surroundings.clone()
    };
    let choices = one_by_one(alterations, table, text, &surroundings)?;
    Ok(rebuilt_together(choices))
}

fn one_by_one(
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
    Ok(choices)
}

fn rebuilt_together(mut choices: Vec<Choice>) -> Vec<Choice> {
    let decisive = choices.iter().find(|choice| choice.way == Way::Rebuild);
    let Some(reason) = decisive.map(|choice| choice.reason.clone()) else {
        return choices;
    };
    for choice in choices
        .iter_mut()
        .filter(|choice| choice.way != Way::Rebuild)
    {
        *choice = rebuild(format!("goes along, since {reason}"));
    }
    choices
}

fn native(reason: impl Into<String>) -> Choice {
    way(Way::Native, reason)
}

/// The statement of another alteration does it.
fn implied(reason: impl Into<String>) -> Choice {
    Choice {
        is_implied: true,
        ..native(reason)
    }
}

fn in_place(reason: impl Into<String>) -> Choice {
    way(Way::InPlace, reason)
}

fn rebuild(reason: impl Into<String>) -> Choice {
    way(Way::Rebuild, reason)
}

fn way(way: Way, reason: impl Into<String>) -> Choice {
    Choice {
        way,
        reason: reason.into(),
        is_implied: false,
    }
}
