//! What a foreign key refers to, and what it does.

use sqlite3_parser::ast::{ForeignKeyClause, IndexedColumn, RefAct, RefArg};
use sqlite3_parser::dialect::TokenType::{TK_MATCH, TK_NO, TK_ON, TK_REFERENCES, TK_SET};
use sterna_schema::{Action, Deferral, ForeignKey};

use super::walk::Walk;
use super::{ConstraintKind, Span};
use crate::sqlite::{ReadError, quote};

/// Takes a foreign key from REFERENCES on.
pub(super) fn references(
    walk: &mut Walk<'_>,
    clause: &ForeignKeyClause<'_>,
    names_here: Vec<String>,
    columns: Vec<Span>,
) -> Result<ConstraintKind, ReadError> {
    walk.cursor.expect(TK_REFERENCES)?;
    let table = walk.cursor.expect_name(clause.tbl_name.0)?;
    let mut references = Vec::new();
    if let Some(written) = clause.columns {
        references = walk.cursor.group()?.spans(written.len())?;
    }
    let mut key = ForeignKey {
        columns: names_here,
        table: quote::unquoted(clause.tbl_name.0).into_owned(),
        references: names(clause.columns.unwrap_or_default()),
        ..ForeignKey::default()
    };
    let [on_delete, on_update] = actions(walk, clause.args, &mut key)?;
    let deferral = walk.deferral()?;
    key.deferral = deferral.map_or(Deferral::Immediate, |(deferral, _)| deferral);
    Ok(ConstraintKind::ForeignKey {
        key,
        columns,
        table,
        references,
        on_delete,
        on_update,
        deferral: deferral.map(|(_, place)| place),
    })
}

/// Takes what a foreign key does, and returns the places of ON DELETE and ON UPDATE. Of several
/// the last counts; `MATCH` and `ON INSERT` are read over, as SQLite does
/// (<https://www.sqlite.org/foreignkeys.html#fk_unsupported>).
fn actions(
    walk: &mut Walk<'_>,
    arguments: &[RefArg<'_>],
    key: &mut ForeignKey,
) -> Result<[Option<Span>; 2], ReadError> {
    let mut places = [None; 2];
    for argument in arguments {
        let first = walk.cursor.place();
        if let RefArg::Match(_) = argument {
            walk.cursor.expect(TK_MATCH)?;
            walk.cursor.take()?;
            continue;
        }
        walk.cursor.expect(TK_ON)?;
        walk.cursor.take()?;
        let two_words = matches!(walk.cursor.peek(), TK_SET | TK_NO);
        walk.cursor.take()?;
        if two_words {
            walk.cursor.take()?;
        }
        let place = Some(first.until(walk.cursor.last()));
        match argument {
            RefArg::OnDelete(act) => (key.on_delete, places[0]) = (action(*act), place),
            RefArg::OnUpdate(act) => (key.on_update, places[1]) = (action(*act), place),
            RefArg::OnInsert(_) | RefArg::Match(_) => {}
        }
    }
    Ok(places)
}

fn action(action: RefAct) -> Action {
    match action {
        RefAct::SetNull => Action::SetNull,
        RefAct::SetDefault => Action::SetDefault,
        RefAct::Cascade => Action::Cascade,
        RefAct::Restrict => Action::Restrict,
        RefAct::NoAction => Action::NoAction,
    }
}

/// The columns that are named.
pub(super) fn names(columns: &[IndexedColumn<'_>]) -> Vec<String> {
    let name = |column: &IndexedColumn<'_>| quote::unquoted(column.col_name.0).into_owned();
    columns.iter().map(name).collect()
}
