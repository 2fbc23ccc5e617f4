//! The syntax tree laid over the tokens.
//!
//! The tree says what comes next and the tokens are taken accordingly, so each part is placed
//! by what it means. A token that does not fit is an error.

use bumpalo::Bump;
use sqlite3_parser::ast::{
    ColumnDefinition, CreateTableBody, NamedTableConstraint, Stmt, TabFlags, Type,
};
use sqlite3_parser::dialect::TokenType::{
    TK_COMMA, TK_CONSTRAINT, TK_CREATE, TK_DEFERRABLE, TK_DEFERRED, TK_IMMEDIATE, TK_INITIALLY,
    TK_LP, TK_NOT, TK_RP, TK_TABLE, TK_TEMP,
};
use sterna_schema::{Deferral, TableOptions};

use super::constraint;
use super::{ColumnText, ConstraintKind, ConstraintText, Span, TableText};
use crate::sqlite::tokens::{Cursor, scan};
use crate::sqlite::types::{Affinity, affinity, strict_affinity};
use crate::sqlite::{ReadError, quote, syntax};

/// Takes a CREATE TABLE text apart; what the parts tell about each other is not settled yet.
pub(super) fn walk(bump: &Bump, sql: &str) -> Result<(TableText, TableOptions), ReadError> {
    let tokens = scan(sql)?;
    let statement = syntax::statement(bump, bump.alloc_str(sql))?;
    let Stmt::CreateTable { tbl_name, body, .. } = &statement else {
        return Err(CREATE_TABLE);
    };
    let CreateTableBody::ColumnsAndConstraints {
        columns,
        constraints,
        flags,
    } = body
    else {
        return Err(CREATE_TABLE);
    };
    let mut walk = Walk {
        sql,
        cursor: Cursor::new(sql, &tokens),
    };
    let name = walk.head(tbl_name.name.0)?;
    let open = walk.cursor.expect(TK_LP)?.end;
    let options = options(*flags);
    let columns = walk.columns(columns, options.strict)?;
    let constraints = walk.constraints(constraints.unwrap_or_default())?;
    let close = walk.cursor.expect(TK_RP)?.start;
    let text = TableText {
        sql: sql.to_owned(),
        name,
        columns,
        constraints,
        open,
        close,
        options: walk.cursor.rest(),
    };
    Ok((text, options))
}

const CREATE_TABLE: ReadError = ReadError::Unexpected {
    expected: "a CREATE TABLE statement with columns",
};

fn options(flags: TabFlags) -> TableOptions {
    TableOptions {
        strict: flags.contains(TabFlags::Strict),
        without_rowid: flags.contains(TabFlags::WithoutRowid),
    }
}

pub(super) struct Walk<'t> {
    pub sql: &'t str,
    pub cursor: Cursor<'t>,
}

/// What may stand before a constraint.
struct Prefix {
    start: usize,
    name: Option<String>,
}

/// What a constraint needs to know about the column that it is written at.
pub(super) struct At<'c> {
    pub column: &'c str,
    pub affinity: Affinity,
}

impl Walk<'_> {
    fn head(&mut self, name: &str) -> Result<Span, ReadError> {
        self.cursor.expect(TK_CREATE)?;
        self.cursor.take_if(TK_TEMP);
        self.cursor.expect(TK_TABLE)?;
        self.cursor.take_qualifiers()?;
        self.cursor.expect_name(name)
    }

    fn columns(
        &mut self,
        columns: &[ColumnDefinition<'_>],
        strict: bool,
    ) -> Result<Vec<ColumnText>, ReadError> {
        let mut texts = Vec::with_capacity(columns.len());
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                self.cursor.expect(TK_COMMA)?;
            }
            texts.push(self.column(column, strict)?);
        }
        Ok(texts)
    }

    fn column(
        &mut self,
        column: &ColumnDefinition<'_>,
        strict: bool,
    ) -> Result<ColumnText, ReadError> {
        let name = self.cursor.expect_name(column.col_name.0)?;
        let declared = self.declared(column.col_type.as_ref())?;
        let words = declared.map_or("", |span| span.of(self.sql));
        let at = At {
            column: &quote::unquoted(name.of(self.sql)),
            affinity: if strict {
                strict_affinity(words)
            } else {
                affinity(words)
            },
        };
        let mut constraints = Vec::new();
        for constraint in column.constraints.iter().map(|named| &named.constraint) {
            if constraint::is_deferral(constraint) {
                continue;
            }
            let prefix = self.prefix(&mut constraints)?;
            let kind = constraint::of_column(self, constraint, &at)?;
            constraints.push(self.placed(prefix, kind));
        }
        let prefix = self.prefix(&mut constraints)?;
        self.dangling(prefix, &mut constraints);
        let span = name.until(self.cursor.last());
        Ok(ColumnText {
            span,
            name,
            declared,
            constraints,
        })
    }

    /// The declared type: words, then sizes. `GENERATED ALWAYS` belongs to what follows.
    fn declared(&mut self, declared: Option<&Type<'_>>) -> Result<Option<Span>, ReadError> {
        let Some(declared) = declared.filter(|declared| !declared.name.is_empty()) else {
            return Ok(None);
        };
        let first = self.cursor.place();
        let mut found = String::new();
        while found.len() < declared.name.len() {
            if !found.is_empty() {
                found.push(' ');
            }
            found.push_str(self.cursor.take()?.of(self.sql));
        }
        if !same_words(&found, declared.name) {
            return Err(self.cursor.astray());
        }
        if declared.size.is_some() {
            self.cursor.group()?;
        }
        Ok(Some(first.until(self.cursor.last())))
    }

    fn constraints(
        &mut self,
        constraints: &[NamedTableConstraint<'_>],
    ) -> Result<Vec<ConstraintText>, ReadError> {
        let mut texts = Vec::with_capacity(constraints.len());
        self.cursor.take_if(TK_COMMA);
        for constraint in constraints {
            let prefix = self.prefix_past_commas(&mut texts)?;
            let kind = constraint::of_table(self, &constraint.constraint)?;
            texts.push(self.placed(prefix, kind));
            self.cursor.take_if(TK_COMMA);
        }
        let prefix = self.prefix_past_commas(&mut texts)?;
        self.dangling(prefix, &mut texts);
        Ok(texts)
    }

    fn prefix_past_commas(
        &mut self,
        constraints: &mut Vec<ConstraintText>,
    ) -> Result<Prefix, ReadError> {
        let mut prefix = self.prefix(constraints)?;
        while prefix.name.is_some() && self.cursor.peek() == TK_COMMA {
            constraints.push(self.placed(prefix, ConstraintKind::Nothing));
            self.cursor.take()?;
            prefix = self.prefix(constraints)?;
        }
        Ok(prefix)
    }

    /// Takes `CONSTRAINT name`; of several names the last counts. A deferral is a constraint of
    /// its own, which the tree may not show.
    fn prefix(&mut self, constraints: &mut Vec<ConstraintText>) -> Result<Prefix, ReadError> {
        loop {
            let start = self.cursor.place().start;
            let mut name = None;
            while self.cursor.take_if(TK_CONSTRAINT).is_some() {
                let written = self.cursor.take()?.of(self.sql);
                name = Some(quote::unquoted(written).into_owned());
            }
            let prefix = Prefix { start, name };
            let kind = match self.deferral()? {
                Some((deferral, _)) => ConstraintKind::Deferral(deferral),
                None => return Ok(prefix),
            };
            constraints.push(self.placed(prefix, kind));
        }
    }

    /// Keeps a name with nothing behind it.
    fn dangling(&self, prefix: Prefix, constraints: &mut Vec<ConstraintText>) {
        if prefix.name.is_some() {
            constraints.push(self.placed(prefix, ConstraintKind::Nothing));
        }
    }

    fn placed(&self, prefix: Prefix, kind: ConstraintKind) -> ConstraintText {
        ConstraintText {
            span: Span::new(prefix.start, self.cursor.last().end),
            name: prefix.name,
            kind,
        }
    }

    /// Takes `[NOT] DEFERRABLE [INITIALLY …]`, if it is next.
    pub fn deferral(&mut self) -> Result<Option<(Deferral, Span)>, ReadError> {
        let first = self.cursor.place();
        let not = self.cursor.take_all([TK_NOT, TK_DEFERRABLE]);
        if !not && self.cursor.take_if(TK_DEFERRABLE).is_none() {
            return Ok(None);
        }
        let mut deferral = Deferral::Immediate;
        if self.cursor.take_if(TK_INITIALLY).is_some() {
            if self.cursor.take_if(TK_DEFERRED).is_none() {
                self.cursor.expect(TK_IMMEDIATE)?;
            } else if !not {
                deferral = Deferral::Deferred;
            }
        }
        Ok(Some((deferral, first.until(self.cursor.last()))))
    }
}

/// The parser joins the words of a type by blanks, and has taken `GENERATED ALWAYS` off.
fn same_words(found: &str, name: &str) -> bool {
    found
        .split_ascii_whitespace()
        .eq(name.split_ascii_whitespace())
}
