//! The queries, and their rows.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

use super::{ObjectKind, StoredObject};
use crate::sqlite::{ReadError, parse};

const OBJECTS: &str = "SELECT rowid, type, name, tbl_name, sql, rootpage FROM sqlite_schema";

/// Every object, in the order of creation.
pub(super) async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<StoredObject>, ReadError> {
    objects(db, &format!("{OBJECTS} ORDER BY rowid"), Vec::new()).await
}

/// The objects in these rows and in all rows after the last of them, by their place alone: two
/// searches, where a condition on names would read the whole table.
pub(super) async fn at_and_after<C: ConnectionTrait>(
    db: &C,
    rowids: &[i64],
    last: i64,
) -> Result<Vec<StoredObject>, ReadError> {
    // Values are bound, so that the statement is prepared once for each number of rows.
    let places = vec!["?"; rowids.len()].join(", ");
    let sql = format!("{OBJECTS} WHERE rowid IN ({places}) UNION ALL {OBJECTS} WHERE rowid > ?");
    let values = rowids
        .iter()
        .chain([&last])
        .map(|rowid| Value::from(*rowid));
    let mut objects = objects(db, &sql, values.collect()).await?;
    objects.sort_by_key(|object| object.rowid);
    Ok(objects)
}

async fn objects<C: ConnectionTrait>(
    db: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<StoredObject>, ReadError> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(statement).await?;
    Ok(rows.iter().map(object).collect::<Result<_, _>>()?)
}

fn object(row: &QueryResult) -> Result<StoredObject, DbErr> {
    let kind: String = row.try_get_by_index(1)?;
    let page: Option<i64> = row.try_get_by_index(5)?;
    Ok(StoredObject {
        rowid: row.try_get_by_index(0)?,
        kind: object_kind(&kind, page)?,
        name: name(row, 2)?,
        table: name(row, 3)?,
        // What is not UTF-8 cannot be read and must not stop the rest
        // (https://www.sqlite.org/invalidutf.html).
        sql: row.try_get_by_index(4).unwrap_or_default(),
    })
}

/// A name, as well as it can be told where it is not UTF-8.
fn name(row: &QueryResult, at: usize) -> Result<String, DbErr> {
    row.try_get_by_index(at).or_else(|_| {
        let bytes: Vec<u8> = row.try_get_by_index(at)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    })
}

/// A virtual table is a table without a page (<https://www.sqlite.org/schematab.html>).
fn object_kind(word: &str, page: Option<i64>) -> Result<ObjectKind, DbErr> {
    match word {
        "table" if page.unwrap_or(0) == 0 => Ok(ObjectKind::VirtualTable),
        "table" => Ok(ObjectKind::Table),
        "index" => Ok(ObjectKind::Index),
        "view" => Ok(ObjectKind::View),
        "trigger" => Ok(ObjectKind::Trigger),
        other => Err(DbErr::Type(format!(
            "sqlite_schema holds an object of type {other:?}"
        ))),
    }
}

/// Tells shadow tables from tables
/// (<https://www.sqlite.org/vtab.html#the_xshadowname_method>), where there are virtual tables.
///
/// Where a module is not loaded, SQLite cannot tell either. Every table that begins with the
/// virtual table's name and an underscore is then taken for one: to leave a table in peace that
/// could have been managed is a lesser fault than to drop what an index is made of.
pub(super) async fn mark_shadows<C: ConnectionTrait>(
    db: &C,
    objects: &mut [StoredObject],
    virtual_tables: &[StoredObject],
) -> Result<(), ReadError> {
    if virtual_tables.is_empty() {
        return Ok(());
    }
    let shadows = names(db, SHADOW_TABLES).await?;
    let modules = names(db, "SELECT name FROM pragma_module_list").await?;
    let is_unknown = |object: &&StoredObject| {
        let module = object.sql.as_deref().and_then(parse::module);
        !module.is_some_and(|module| modules.contains(&module.to_ascii_lowercase()))
    };
    let unknown = virtual_tables.iter().filter(is_unknown);
    let prefixes: Vec<_> = unknown
        .map(|object| format!("{}_", object.name.to_ascii_lowercase()))
        .collect();
    for object in objects
        .iter_mut()
        .filter(|object| object.kind == ObjectKind::Table)
    {
        let name = object.name.to_ascii_lowercase();
        if shadows.contains(&name) || prefixes.iter().any(|prefix| name.starts_with(prefix)) {
            object.kind = ObjectKind::ShadowTable;
        }
    }
    Ok(())
}

const SHADOW_TABLES: &str =
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'";

async fn names<C: ConnectionTrait>(db: &C, sql: &str) -> Result<HashSet<String>, ReadError> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await?;
    let name = |row: &QueryResult| row.try_get_by_index::<String>(0);
    let lower = |name: String| name.to_ascii_lowercase();
    Ok(rows
        .iter()
        .map(|row| name(row).map(lower))
        .collect::<Result<_, _>>()?)
}
