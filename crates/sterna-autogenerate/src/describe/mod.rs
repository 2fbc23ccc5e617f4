//! A difference as lines for a terminal: data, laid out and coloured by whoever prints it.
//!
//! Every text is one line in which nothing is hidden, whatever the names in it hold.

mod words;

use sterna_schema::{Alteration, Dropped, Index, Named, Operation, PrimaryKey, Table};

use crate::difference::Difference;
use crate::text::one_line;

use words::{
    definition, of_check, of_column, of_foreign_key, of_index, of_key, of_unique, options, terms,
};

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Something comes.
    Added,
    /// Something goes.
    Dropped,
    /// Something changes.
    Changed,
}

impl Sign {
    /// The character for it.
    pub fn character(self) -> char {
        match self {
            Self::Added => '+',
            Self::Dropped => '-',
            Self::Changed => '~',
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A table or another object, under which its changes stand.
    Heading {
        /// Whether it comes or goes as a whole; none where parts of it change.
        sign: Option<Sign>,
        /// Its name, with its kind in front unless it is a table.
        subject: String,
    },
    /// One change.
    Change {
        /// What happens.
        sign: Sign,
        /// To what: a column's name, `unique`, `foreign key` …
        subject: String,
        /// What it is, or was and becomes.
        detail: String,
        /// How it comes about, where that is worth a word.
        remark: Option<&'static str>,
    },
}

/// The difference in lines, in the order in which it runs.
pub fn describe(difference: &Difference) -> Vec<Line> {
    let mut lines = Vec::new();
    for operation in &difference.operations {
        add(&mut lines, operation);
    }
    lines
}

fn add(lines: &mut Vec<Line>, operation: &Operation) {
    match operation {
        Operation::CreateTable(table) => {
            lines.push(heading(Sign::Added, &table.name));
            lines.extend(parts(table));
        }
        Operation::DropTable(table) => lines.push(heading(Sign::Dropped, name(table))),
        Operation::RenameTable { from, to } => {
            lines.push(heading(Sign::Changed, &format!("{from}  ->  {to}")));
        }
        Operation::AlterTable { table, alterations } => {
            under(lines, table);
            lines.extend(alterations.iter().map(alteration));
        }
        Operation::CreateView(view) => {
            lines.push(heading(Sign::Added, &format!("view {}", view.name)));
        }
        Operation::DropView(view) => {
            lines.push(heading(Sign::Dropped, &format!("view {}", name(view))));
        }
        Operation::CreateTrigger(trigger) => {
            lines.push(heading(Sign::Added, &format!("trigger {}", trigger.name)));
        }
        Operation::DropTrigger(trigger) => {
            lines.push(heading(
                Sign::Dropped,
                &format!("trigger {}", name(trigger)),
            ));
        }
        Operation::Execute(_) | Operation::BulkInsert(_) => {
            lines.push(heading(Sign::Changed, &operation.summary()));
        }
    }
}

fn heading(sign: Sign, subject: &str) -> Line {
    Line::Heading {
        sign: Some(sign),
        subject: one_line(subject),
    }
}

/// The heading of a table whose parts change, unless it stands there already.
fn under(lines: &mut Vec<Line>, table: &str) {
    let heading = Line::Heading {
        sign: None,
        subject: one_line(table),
    };
    let last = lines
        .iter()
        .rev()
        .find(|line| matches!(line, Line::Heading { .. }));
    if last != Some(&heading) {
        lines.push(heading);
    }
}

/// All that a new table consists of.
fn parts(table: &Table) -> Vec<Line> {
    let added = |(subject, detail): (String, String)| change(Sign::Added, subject, detail);
    let columns = table.columns.iter().map(of_column);
    columns
        .chain(table.primary_key.iter().map(of_key))
        .chain(table.uniques.iter().map(of_unique))
        .chain(table.foreign_keys.iter().map(of_foreign_key))
        .chain(table.checks.iter().map(of_check))
        .chain(table.indexes.iter().map(of_index))
        .map(added)
        .collect()
}

fn alteration(alteration: &Alteration) -> Line {
    let added = |(subject, detail)| change(Sign::Added, subject, detail);
    match alteration {
        Alteration::AddColumn { column, .. } => added(of_column(column)),
        Alteration::DropColumn { column, .. } => dropped(column, "column", of_column),
        Alteration::RenameColumn { from, to } => {
            change(Sign::Changed, from.clone(), format!("->  {to}"))
        }
        Alteration::AlterColumn { from, to, .. } => {
            let detail = format!("{}  ->  {}", definition(from), definition(to));
            change(Sign::Changed, to.name.clone(), detail)
        }
        Alteration::SetPrimaryKey { from, to } => set_primary_key(from.as_ref(), to.as_ref()),
        Alteration::AddUnique(unique) => added(of_unique(unique)),
        Alteration::DropUnique(unique) => dropped(unique, "unique", of_unique),
        Alteration::AddCheck(check) => added(of_check(check)),
        Alteration::DropCheck(check) => dropped(check, "check", of_check),
        Alteration::AddForeignKey(key) => added(of_foreign_key(key)),
        Alteration::DropForeignKey(key) => dropped(key, "foreign key", of_foreign_key),
        Alteration::SetOptions { from, to } => {
            let detail = format!("{}  ->  {}", options(*from), options(*to));
            change(Sign::Changed, "options".to_owned(), detail)
        }
        Alteration::CreateIndex(index) => created_index(index),
        Alteration::DropIndex(index) => dropped(index, "index", of_index),
    }
}

fn change(sign: Sign, subject: String, detail: String) -> Line {
    Line::Change {
        sign,
        subject: one_line(&subject),
        detail: one_line(&detail),
        remark: None,
    }
}

fn dropped<T: Named>(
    dropped: &Dropped<T>,
    kind: &str,
    of: impl Fn(&T) -> (String, String),
) -> Line {
    let (subject, detail) = match dropped {
        Dropped::Known(known) => of(known),
        Dropped::Named(name) => (kind.to_owned(), name.clone()),
    };
    change(Sign::Dropped, subject, detail)
}

fn name<T: Named>(dropped: &Dropped<T>) -> &str {
    dropped.name().unwrap_or_default()
}

fn set_primary_key(from: Option<&PrimaryKey>, to: Option<&PrimaryKey>) -> Line {
    let subject = "primary key".to_owned();
    let of = |key: &PrimaryKey| of_key(key).1;
    match (from.map(of), to.map(of)) {
        (None, to) => change(Sign::Added, subject, to.unwrap_or_default()),
        (Some(from), None) => change(Sign::Dropped, subject, from),
        (Some(from), Some(to)) => change(Sign::Changed, subject, format!("{from}  ->  {to}")),
    }
}

/// A new index; one that stands for a UNIQUE constraint is told as that.
fn created_index(index: &Index) -> Line {
    if !index.is_plain_unique() {
        let (subject, detail) = of_index(index);
        return change(Sign::Added, subject, detail);
    }
    Line::Change {
        sign: Sign::Added,
        subject: "unique".to_owned(),
        detail: one_line(&terms(&index.columns)),
        remark: Some("new index"),
    }
}
