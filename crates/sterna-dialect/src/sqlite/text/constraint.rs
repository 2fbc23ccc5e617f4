//! One constraint: what the tree says of it, where the tokens have it.

use sqlite3_parser::ast::{
    ColumnConstraint, Expr, Id, ResolveType, SortOrder, SortedColumn, TableConstraint,
};
use sqlite3_parser::dialect::TokenType::{
    TK_ALWAYS, TK_AS, TK_ASC, TK_AUTOINCR, TK_CHECK, TK_COLLATE, TK_CONFLICT, TK_DEFAULT, TK_DESC,
    TK_FOREIGN, TK_GENERATED, TK_KEY, TK_LP, TK_MINUS, TK_NOT, TK_NULL, TK_ON, TK_PLUS, TK_PRIMARY,
    TK_UNIQUE,
};
use sterna_schema::{
    Check, ConflictResolution, Expression, Generated, IndexColumn, PrimaryKey, Unique,
};

use super::reference::{names, references};
use super::walk::{At, Walk};
use super::{ConstraintKind, Span};
use crate::sqlite::expression::{canonical, canonical_default, collation_name};
use crate::sqlite::{ReadError, term};

/// Whether a constraint is taken by [`Walk::deferral`] rather than here.
pub(super) fn is_deferral(constraint: &ColumnConstraint<'_>) -> bool {
    matches!(constraint, ColumnConstraint::Defer(_))
}

/// A constraint at a column.
pub(super) fn of_column(
    walk: &mut Walk<'_>,
    constraint: &ColumnConstraint<'_>,
    at: &At<'_>,
) -> Result<ConstraintKind, ReadError> {
    match constraint {
        ColumnConstraint::PrimaryKey {
            order,
            conflict_clause,
            auto_increment,
        } => {
            let key = PrimaryKey {
                name: None,
                columns: vec![IndexColumn {
                    descending: descends(*order),
                    ..IndexColumn::column(at.column)
                }],
                autoincrement: *auto_increment,
                on_conflict: resolution(*conflict_clause),
            };
            primary_key_of_column(walk, key)
        }
        ColumnConstraint::NotNull {
            nullable,
            conflict_clause,
        } => {
            if *nullable {
                null(walk)
            } else {
                not_null(walk, *conflict_clause)
            }
        }
        ColumnConstraint::Unique(conflict) => {
            walk.cursor.expect(TK_UNIQUE)?;
            conflict_clause(walk)?;
            let columns = vec![IndexColumn::column(at.column)];
            Ok(unique(columns, Vec::new(), *conflict))
        }
        ColumnConstraint::Check(expression) => check(walk, expression),
        ColumnConstraint::Default(value) => default(walk, value, at),
        ColumnConstraint::Collate { collation_name } => collate(walk, collation_name.0),
        ColumnConstraint::ForeignKey { clause, .. } => {
            references(walk, clause, vec![at.column.to_owned()], Vec::new())
        }
        ColumnConstraint::Generated { expr, typ } => generated(walk, expr, typ.as_ref()),
        ColumnConstraint::Defer(_) => Err(walk.cursor.astray()),
    }
}

/// A constraint after the columns.
pub(super) fn of_table(
    walk: &mut Walk<'_>,
    constraint: &TableConstraint<'_>,
) -> Result<ConstraintKind, ReadError> {
    match constraint {
        TableConstraint::PrimaryKey {
            columns,
            auto_increment,
            conflict_clause,
        } => {
            let key = PrimaryKey {
                name: None,
                columns: Vec::new(),
                autoincrement: *auto_increment,
                on_conflict: resolution(*conflict_clause),
            };
            primary_key_of_table(walk, columns, key)
        }
        TableConstraint::Unique {
            columns,
            conflict_clause: conflict,
        } => {
            walk.cursor.expect(TK_UNIQUE)?;
            let spans = walk.cursor.group()?.spans(columns.len())?;
            conflict_clause(walk)?;
            let terms = key_terms(walk.sql, columns, &spans)?;
            Ok(unique(terms, spans, *conflict))
        }
        TableConstraint::Check(expression, _) => {
            let kind = check(walk, expression)?;
            conflict_clause(walk)?;
            Ok(kind)
        }
        TableConstraint::ForeignKey {
            columns, clause, ..
        } => {
            walk.cursor.expect_all([TK_FOREIGN, TK_KEY])?;
            let spans = walk.cursor.group()?.spans(columns.len())?;
            references(walk, clause, names(columns), spans)
        }
    }
}

fn primary_key_of_column(
    walk: &mut Walk<'_>,
    key: PrimaryKey,
) -> Result<ConstraintKind, ReadError> {
    walk.cursor.expect_all([TK_PRIMARY, TK_KEY])?;
    let ascends = walk.cursor.take_if(TK_ASC);
    ascends.or_else(|| walk.cursor.take_if(TK_DESC));
    conflict_clause(walk)?;
    let autoincrement = walk.cursor.take_if(TK_AUTOINCR);
    Ok(ConstraintKind::PrimaryKey {
        key,
        terms: Vec::new(),
        autoincrement,
    })
}

fn primary_key_of_table(
    walk: &mut Walk<'_>,
    columns: &[SortedColumn<'_>],
    key: PrimaryKey,
) -> Result<ConstraintKind, ReadError> {
    walk.cursor.expect_all([TK_PRIMARY, TK_KEY])?;
    let mut inside = walk.cursor.group()?;
    let mut autoincrement = None;
    if let Some((last, terms)) = inside.tokens.split_last()
        && last.kind == TK_AUTOINCR
    {
        autoincrement = Some(last.span);
        inside.tokens = terms;
    }
    let terms = inside.spans(columns.len())?;
    conflict_clause(walk)?;
    let columns = key_terms(walk.sql, columns, &terms)?;
    let key = PrimaryKey { columns, ..key };
    Ok(ConstraintKind::PrimaryKey {
        key,
        terms,
        autoincrement,
    })
}

fn unique(
    columns: Vec<IndexColumn>,
    terms: Vec<Span>,
    conflict: Option<ResolveType>,
) -> ConstraintKind {
    let on_conflict = resolution(conflict);
    let unique = Unique {
        name: None,
        columns,
        on_conflict,
    };
    ConstraintKind::Unique { unique, terms }
}

fn null(walk: &mut Walk<'_>) -> Result<ConstraintKind, ReadError> {
    walk.cursor.expect(TK_NULL)?;
    conflict_clause(walk)?;
    Ok(ConstraintKind::Null)
}

fn not_null(
    walk: &mut Walk<'_>,
    conflict: Option<ResolveType>,
) -> Result<ConstraintKind, ReadError> {
    walk.cursor.expect_all([TK_NOT, TK_NULL])?;
    conflict_clause(walk)?;
    let on_conflict = resolution(conflict);
    Ok(ConstraintKind::NotNull { on_conflict })
}

fn check(walk: &mut Walk<'_>, tree: &Expr<'_>) -> Result<ConstraintKind, ReadError> {
    walk.cursor.expect(TK_CHECK)?;
    let place = walk.cursor.group()?.span();
    let expression = Expression::with_canonical(place.of(walk.sql), canonical(tree)?);
    let check = Check {
        name: None,
        expression,
    };
    Ok(ConstraintKind::Check {
        check,
        expression: place,
    })
}

fn default(walk: &mut Walk<'_>, tree: &Expr<'_>, at: &At<'_>) -> Result<ConstraintKind, ReadError> {
    walk.cursor.expect(TK_DEFAULT)?;
    let first = walk.cursor.place();
    match walk.cursor.peek() {
        TK_LP => walk.cursor.group()?.span(),
        TK_PLUS | TK_MINUS => {
            walk.cursor.take()?;
            walk.cursor.take()?
        }
        _ => walk.cursor.take()?,
    };
    let value = first.until(walk.cursor.last());
    let canonical = canonical_default(tree, at.affinity)?;
    let with = |canonical| Expression::with_canonical(value.of(walk.sql), canonical);
    Ok(ConstraintKind::Default {
        default: canonical.map(with),
        value,
    })
}

fn collate(walk: &mut Walk<'_>, name: &str) -> Result<ConstraintKind, ReadError> {
    walk.cursor.expect(TK_COLLATE)?;
    walk.cursor.expect_name(name)?;
    let collation = collation_name(name);
    Ok(ConstraintKind::Collate { collation })
}

fn generated(
    walk: &mut Walk<'_>,
    tree: &Expr<'_>,
    storage: Option<&Id<'_>>,
) -> Result<ConstraintKind, ReadError> {
    walk.cursor.take_all([TK_GENERATED, TK_ALWAYS]);
    walk.cursor.expect(TK_AS)?;
    let place = walk.cursor.group()?.span();
    if let Some(storage) = storage {
        walk.cursor.expect_name(storage.0)?;
    }
    let expression = Expression::with_canonical(place.of(walk.sql), canonical(tree)?);
    let stored = storage.is_some_and(|word| word.0.eq_ignore_ascii_case("stored"));
    let generated = Generated { expression, stored };
    Ok(ConstraintKind::Generated {
        generated,
        expression: place,
    })
}

/// Takes `ON CONFLICT …`, if it is next.
fn conflict_clause(walk: &mut Walk<'_>) -> Result<(), ReadError> {
    if walk.cursor.take_all([TK_ON, TK_CONFLICT]) {
        walk.cursor.take()?;
    }
    Ok(())
}

/// ABORT is what happens anyway (<https://www.sqlite.org/lang_conflict.html>).
fn resolution(conflict: Option<ResolveType>) -> Option<ConflictResolution> {
    match conflict? {
        ResolveType::Abort => None,
        ResolveType::Rollback => Some(ConflictResolution::Rollback),
        ResolveType::Fail => Some(ConflictResolution::Fail),
        ResolveType::Ignore => Some(ConflictResolution::Ignore),
        ResolveType::Replace => Some(ConflictResolution::Replace),
    }
}

fn key_terms(
    sql: &str,
    columns: &[SortedColumn<'_>],
    places: &[Span],
) -> Result<Vec<IndexColumn>, ReadError> {
    let term = |(column, place): (_, &Span)| term::of(column, place.of(sql));
    columns.iter().zip(places).map(term).collect()
}

fn descends(order: Option<SortOrder>) -> bool {
    matches!(order, Some(SortOrder::Desc))
}
