//! The parts of a CREATE TABLE text, each with its place in it.
//!
//! An edit that knows the place of one part leaves all else as its author wrote it, comments
//! and blanks included. SQLite's grammar (the `sqlite3-parser` crate) says what each part
//! means, its tokenizer says where it stands; the two are laid over each other, and where they
//! do not fit the text is refused.
//!
//! What must stay absent: changing the text, and anything that needs more than this one text
//! (which key `REFERENCES p` means is found out in `inspect`).

mod constraint;
mod nouns;
mod reference;
mod walk;

use std::ops::Range;

use bumpalo::Bump;
use sterna_schema::{
    Check, Column, ConflictResolution, Deferral, Expression, ForeignKey, Generated, PrimaryKey,
    TableOptions, Unique, same_name,
};

use super::{ReadError, quote};

/// A stretch of a text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Where it begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
}

/// A CREATE TABLE text and the places of its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct TableText {
    /// The text.
    pub sql: String,
    /// The table's name with its quotes, without a schema's name before it.
    pub name: Span,
    /// Its columns, in order.
    pub columns: Vec<ColumnText>,
    /// The constraints after the columns, in order.
    pub constraints: Vec<ConstraintText>,
    /// Just after the opening parenthesis.
    pub open: usize,
    /// At the closing parenthesis.
    pub close: usize,
    /// What follows the closing parenthesis, without blanks at either end.
    pub options: Span,
}

/// A column's definition.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnText {
    /// The whole definition, without the comma.
    pub span: Span,
    /// The column's name with its quotes.
    pub name: Span,
    /// The declared type, sizes included.
    pub declared: Option<Span>,
    /// The constraints written at the column, in order.
    pub constraints: Vec<ConstraintText>,
}

/// A constraint of a column or of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct ConstraintText {
    /// The whole constraint, `CONSTRAINT name` included.
    pub span: Span,
    /// Its name, unquoted.
    pub name: Option<String>,
    /// What it says.
    pub kind: ConstraintKind,
}

/// What a constraint says. The nouns are those of [`super::parse::table`], which differ from
/// those of a whole database in their foreign keys alone: there the table referred to has its
/// own spelling, and `REFERENCES p` has the columns that it means.
#[derive(Clone, Debug, PartialEq)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey {
        /// The key; at a column, of that column.
        key: PrimaryKey,
        /// The terms inside the parentheses; none at a column.
        terms: Vec<Span>,
        /// The word `AUTOINCREMENT`.
        autoincrement: Option<Span>,
    },
    /// `NOT NULL`.
    NotNull {
        /// What a NULL does, where it does not abort.
        on_conflict: Option<ConflictResolution>,
    },
    /// `NULL`, which says nothing.
    Null,
    /// `UNIQUE`.
    Unique {
        /// The constraint; at a column, of that column.
        unique: Unique,
        /// The terms inside the parentheses; none at a column.
        terms: Vec<Span>,
    },
    /// `CHECK`.
    Check {
        /// The constraint.
        check: Check,
        /// What stands inside the parentheses.
        expression: Span,
    },
    /// `DEFAULT`.
    Default {
        /// The default; `None` where it is NULL, which says the same as no default.
        default: Option<Expression>,
        /// What follows the word, with its parentheses and its sign.
        value: Span,
    },
    /// `COLLATE`.
    Collate {
        /// The collation in upper case, `BINARY` included.
        collation: String,
    },
    /// `FOREIGN KEY … REFERENCES`, or `REFERENCES` at a column.
    ForeignKey {
        /// The constraint; its `references` are empty where none are written.
        key: ForeignKey,
        /// The columns inside the parentheses of `FOREIGN KEY (…)`; none at a column.
        columns: Vec<Span>,
        /// The name of the table referred to, with its quotes.
        table: Span,
        /// The columns referred to, where they are written.
        references: Vec<Span>,
        /// `ON DELETE …`, the last if there are several, which is the one that counts.
        on_delete: Option<Span>,
        /// `ON UPDATE …`, the last if there are several, which is the one that counts.
        on_update: Option<Span>,
        /// `[NOT] DEFERRABLE …`, where it follows at once.
        deferral: Option<Span>,
    },
    /// `[GENERATED ALWAYS] AS`.
    Generated {
        /// What the column holds.
        generated: Generated,
        /// What stands inside the parentheses.
        expression: Span,
    },
    /// `[NOT] DEFERRABLE …` at a column, apart from its `REFERENCES`: SQLite lets it act on
    /// the last foreign key before it, with whatever stands between.
    Deferral(Deferral),
    /// `CONSTRAINT name` with nothing behind it, which SQLite allows.
    Nothing,
}

/// A text taken apart, with what its parts say together.
pub(super) struct Reading {
    pub text: TableText,
    pub columns: Vec<Column>,
    pub options: TableOptions,
}

/// Takes a CREATE TABLE text apart.
pub(super) fn read(bump: &Bump, sql: &str) -> Result<Reading, ReadError> {
    let (mut text, options) = walk::walk(bump, sql)?;
    let mut columns = nouns::columns(&text);
    nouns::settle(&mut text, &mut columns, options);
    Ok(Reading {
        text,
        columns,
        options,
    })
}

impl Span {
    /// From `start` until `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same stretch, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// What stands there.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether nothing stands there.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The stretch from the beginning of this one to the end of the other.
    #[must_use]
    pub fn until(self, last: Self) -> Self {
        Self::new(self.start, last.end)
    }
}

impl TableText {
    /// Takes a CREATE TABLE text apart.
    ///
    /// # Errors
    ///
    /// The text is no CREATE TABLE statement with columns, or its parts cannot be located
    /// beyond doubt.
    pub fn parse(sql: &str) -> Result<Self, ReadError> {
        Ok(read(&Bump::new(), sql)?.text)
    }

    /// What stands at a place of the text.
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.sql)
    }

    /// The name that the identifier at a place stands for.
    pub fn name_at(&self, span: Span) -> String {
        quote::unquoted(self.slice(span)).into_owned()
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&ColumnText> {
        let named = |column: &&ColumnText| same_name(&self.name_at(column.name), name);
        self.columns.iter().find(named)
    }

    /// Every constraint with the column it is written at, in the order of the text.
    pub fn all_constraints(&self) -> impl Iterator<Item = (Option<&ColumnText>, &ConstraintText)> {
        let of_column = |column| {
            let column: &ColumnText = column;
            column
                .constraints
                .iter()
                .map(move |constraint| (Some(column), constraint))
        };
        let of_columns = self.columns.iter().flat_map(of_column);
        of_columns.chain(self.constraints.iter().map(|constraint| (None, constraint)))
    }
}

#[cfg(test)]
mod tests;
