//! What SQLite's own pragmas say of a schema, against what was read from its texts.
//!
//! Three queries for the whole database, each a join with a table-valued pragma
//! (<https://www.sqlite.org/pragma.html#pragfunc>). The reader does not need them: they see
//! less than the texts say, and this is here to prove the reader.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};
use sterna_schema::{Column, ForeignKey, Index, IndexColumn, Schema, Table, same_name};

use super::Catalogue;
use crate::sqlite::ReadError;
use crate::sqlite::expression::default;
use crate::sqlite::types::{affinity, canonical_type, strict_affinity};

/// Every difference between a catalogue and SQLite's pragmas, in words; none is as it should be.
///
/// # Errors
///
/// The database does not answer.
pub async fn cross_check<C: ConnectionTrait>(
    db: &C,
    catalogue: &Catalogue,
) -> Result<Vec<String>, ReadError> {
    let schema = catalogue.schema();
    let mut found = Found::default();
    columns(&rows(db, COLUMNS).await?, schema, &mut found)?;
    indexes(&rows(db, INDEXES).await?, schema, &mut found)?;
    foreign_keys(&rows(db, FOREIGN_KEYS).await?, schema, &mut found)?;
    Ok(found.differences)
}

const COLUMNS: &str = r#"
    SELECT m.name, x.cid, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden
    FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) x
    WHERE m.type = 'table' ORDER BY m.name, x.cid"#;

const INDEXES: &str = r#"
    SELECT m.name, l.name, l."unique", l.origin, l.partial, x.seqno, x.name, x."desc", x.coll
    FROM sqlite_schema m JOIN pragma_index_list(m.name) l JOIN pragma_index_xinfo(l.name) x
    WHERE m.type = 'table' AND x.key = 1 ORDER BY m.name, l.name, x.seqno"#;

const FOREIGN_KEYS: &str = r#"
    SELECT m.name, f.id, f.seq, f."table", f."from", f."to", f.on_update, f.on_delete
    FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table' ORDER BY m.name, f.id DESC, f.seq"#;

async fn rows<C: ConnectionTrait>(db: &C, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await
}

#[derive(Default)]
struct Found {
    differences: Vec<String>,
}

impl Found {
    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, read: T, pragma: T) {
        if read != pragma {
            self.differences
                .push(format!("{what}: read {read:?}, SQLite says {pragma:?}"));
        }
    }
}

fn columns(rows: &[QueryResult], schema: &Schema, found: &mut Found) -> Result<(), DbErr> {
    for rows in rows.chunk_by(|left, right| text(left, 0) == text(right, 0)) {
        let Some(table) = schema.table(&text(&rows[0], 0)) else {
            continue;
        };
        found.compare(&table.name, table.columns.len(), rows.len());
        for (column, row) in table.columns.iter().zip(rows) {
            self::column(table, column, row, found)?;
        }
    }
    Ok(())
}

fn column(
    table: &Table,
    column: &Column,
    row: &QueryResult,
    found: &mut Found,
) -> Result<(), DbErr> {
    let what = |aspect| format!("{}.{} {aspect}", table.name, column.name);
    found.compare(&what("name"), column.name.clone(), text(row, 2));
    let declared = canonical_type(column.declared.text());
    found.compare(&what("type"), declared, canonical_type(&text(row, 3)));
    let key = row.try_get_by_index::<i32>(6)?;
    found.compare(&what("key position"), key_position(table, column), key);
    // In a table without rowids, and nowhere else, a key's columns are NOT NULL by themselves
    // (https://www.sqlite.org/withoutrowid.html).
    let implied = key > 0 && table.options.without_rowid;
    let not_null = row.try_get_by_index::<i32>(4)? != 0;
    found.compare(&what("NOT NULL"), !column.nullable || implied, not_null);
    let hidden = column
        .generated
        .as_ref()
        .map_or(0, |g| if g.stored { 3 } else { 2 });
    found.compare(&what("generated"), hidden, row.try_get_by_index::<i32>(7)?);
    let words = column.declared.text();
    let strict = table.options.strict;
    let affinity = if strict {
        strict_affinity(words)
    } else {
        affinity(words)
    };
    let pragma = row.try_get_by_index::<Option<String>>(5)?;
    let pragma = pragma.and_then(|sql| default(&sql, affinity).ok().flatten());
    found.compare(&what("default"), column.default.clone(), pragma);
    Ok(())
}

fn key_position(table: &Table, column: &Column) -> i32 {
    let names = table.primary_key.iter().flat_map(|key| &key.columns);
    let mut names = names.filter_map(IndexColumn::name);
    let at = names.position(|name| name == column.name);
    at.map_or(0, |at| {
        i32::try_from(at).unwrap_or(i32::MAX).saturating_add(1)
    })
}

fn indexes(rows: &[QueryResult], schema: &Schema, found: &mut Found) -> Result<(), DbErr> {
    for rows in rows.chunk_by(|l, r| text(l, 0) == text(r, 0) && text(l, 1) == text(r, 1)) {
        let Some(table) = schema.table(&text(&rows[0], 0)) else {
            continue;
        };
        match text(&rows[0], 3).as_str() {
            "c" => created(table, rows, found)?,
            _ => constraint(table, rows, found)?,
        }
    }
    for table in &schema.tables {
        let named = |index: &&Index| rows.iter().any(|row| text(row, 1) == index.name);
        let known = table.indexes.iter().filter(named).count();
        found.compare(
            &format!("indexes of {}", table.name),
            table.indexes.len(),
            known,
        );
    }
    Ok(())
}

fn created(table: &Table, rows: &[QueryResult], found: &mut Found) -> Result<(), DbErr> {
    let name = text(&rows[0], 1);
    let Some(index) = table.index(&name) else {
        found.compare(&name, "no index", "an index");
        return Ok(());
    };
    let unique = rows[0].try_get_by_index::<i32>(2)? == 1;
    found.compare(&format!("{name} unique"), index.unique, unique);
    let partial = rows[0].try_get_by_index::<i32>(4)? == 1;
    found.compare(
        &format!("{name} partial"),
        index.predicate.is_some(),
        partial,
    );
    let read = index
        .columns
        .iter()
        .map(|term| Term::read(term, table))
        .collect::<Vec<_>>();
    let pragma = rows
        .iter()
        .map(|row| Term::row(row, table))
        .collect::<Result<Vec<_>, _>>()?;
    found.compare(&format!("{name} columns"), read, pragma);
    Ok(())
}

/// An index of a constraint must belong to one that was read.
fn constraint(table: &Table, rows: &[QueryResult], found: &mut Found) -> Result<(), DbErr> {
    let pragma = rows
        .iter()
        .map(|row| Term::row(row, table))
        .collect::<Result<Vec<_>, _>>()?;
    let key = table.primary_key.iter().map(|key| &key.columns);
    let uniques = table.uniques.iter().map(|unique| &unique.columns);
    let same = |terms: &Vec<IndexColumn>| {
        let terms: Vec<_> = terms.iter().map(|term| Term::read(term, table)).collect();
        terms == pragma
    };
    let belongs = key.chain(uniques).any(same);
    found.compare(
        &format!("constraint {pragma:?} of {}", table.name),
        belongs,
        true,
    );
    Ok(())
}

#[derive(Debug, PartialEq)]
struct Term {
    column: Option<String>,
    descending: bool,
    /// Only of columns: an expression may have a collation that its text does not show.
    collation: Option<String>,
}

impl Term {
    fn read(term: &IndexColumn, table: &Table) -> Self {
        let column = term.name().filter(|name| table.column(name).is_some());
        let own = column.and_then(|name| table.column(name)?.collation.clone());
        let written = term.collation.clone().or(own);
        let collation = written.unwrap_or_else(|| "BINARY".to_owned());
        Self {
            column: column.map(str::to_owned),
            descending: term.descending,
            collation: column.map(|_| collation),
        }
    }

    fn row(row: &QueryResult, table: &Table) -> Result<Self, DbErr> {
        let column = row.try_get_by_index::<Option<String>>(6)?;
        let column = column.filter(|name| table.column(name).is_some());
        let collation = text(row, 8).to_ascii_uppercase();
        Ok(Self {
            descending: row.try_get_by_index::<i32>(7)? == 1,
            collation: column.as_ref().map(|_| collation),
            column,
        })
    }
}

fn foreign_keys(rows: &[QueryResult], schema: &Schema, found: &mut Found) -> Result<(), DbErr> {
    let same_key = |left: &QueryResult, right: &QueryResult| {
        text(left, 0) == text(right, 0) && integer(left, 1) == integer(right, 1)
    };
    let keys: Vec<_> = rows.chunk_by(same_key).collect();
    for table in &schema.tables {
        let of_table = keys
            .iter()
            .filter(|rows| same_name(&text(&rows[0], 0), &table.name));
        let of_table: Vec<_> = of_table.collect();
        let what = format!("foreign keys of {}", table.name);
        found.compare(&what, table.foreign_keys.len(), of_table.len());
        for (key, rows) in table.foreign_keys.iter().zip(of_table) {
            foreign_key(table, key, rows, found)?;
        }
    }
    Ok(())
}

fn foreign_key(
    table: &Table,
    key: &ForeignKey,
    rows: &[QueryResult],
    found: &mut Found,
) -> Result<(), DbErr> {
    let what = |aspect| format!("foreign key of {} to {} {aspect}", table.name, key.table);
    let lower = |names: &[String]| {
        names
            .iter()
            .map(|n| n.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    let all = |at| rows.iter().map(|row| text(row, at)).collect::<Vec<_>>();
    found.compare(
        &what("table"),
        key.table.to_ascii_lowercase(),
        text(&rows[0], 3).to_ascii_lowercase(),
    );
    found.compare(&what("columns"), lower(&key.columns), lower(&all(4)));
    if rows[0].try_get_by_index::<Option<String>>(5)?.is_some() {
        found.compare(&what("references"), lower(&key.references), lower(&all(5)));
    }
    found.compare(
        &what("ON UPDATE"),
        key.on_update.sql().to_owned(),
        text(&rows[0], 6),
    );
    found.compare(
        &what("ON DELETE"),
        key.on_delete.sql().to_owned(),
        text(&rows[0], 7),
    );
    Ok(())
}

/// A text of a row; empty for NULL.
fn text(row: &QueryResult, at: usize) -> String {
    row.try_get_by_index(at).unwrap_or_default()
}

fn integer(row: &QueryResult, at: usize) -> i64 {
    row.try_get_by_index::<i32>(at).map_or(-1, i64::from)
}
