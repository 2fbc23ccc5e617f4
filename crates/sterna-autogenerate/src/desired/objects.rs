//! Declared views and triggers, created in the shadow.
//!
//! SQLite looks into a view or trigger not when it is made, but when a statement needs it. So
//! such statements are compiled here (`EXPLAIN` runs nothing,
//! <https://www.sqlite.org/lang_explain.html>), and a name that is not there is an error now.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use sterna::Metadata;
use sterna_dialect::sqlite::quote::identifier;
use sterna_dialect::sqlite::{ReadError, create};
use sterna_schema::{Trigger, View};

use super::DesiredError;

/// Creates them: views first, in the order in which they are declared.
pub(super) async fn create(
    database: &DatabaseConnection,
    metadata: &Metadata,
) -> Result<(), DesiredError> {
    for view in metadata.views() {
        run(database, &create::create_view(view))
            .await
            .map_err(|source| refused_view(view, source))?;
    }
    for trigger in metadata.triggers() {
        run(database, &create::create_trigger(trigger))
            .await
            .map_err(|source| refused_trigger(trigger, source))?;
    }
    Ok(())
}

/// Compiles what would need them.
pub(super) async fn try_out(
    database: &DatabaseConnection,
    metadata: &Metadata,
) -> Result<(), DesiredError> {
    // A foreign key to a table that is no entity's must not stand in the way.
    run(database, "PRAGMA foreign_keys = OFF")
        .await
        .map_err(ReadError::from)?;
    for view in metadata.views() {
        let query = format!("SELECT * FROM {}", identifier(&view.name));
        let compiled = compile(database, &query).await;
        compiled.map_err(|source| refused_view(view, source))?;
    }
    for trigger in metadata.triggers() {
        let compiled = fire(database, &trigger.table).await;
        compiled.map_err(|source| refused_trigger(trigger, source))?;
    }
    Ok(())
}

/// Compiles every statement that could fire a trigger of that table or view.
async fn fire(database: &DatabaseConnection, table: &str) -> Result<(), DbErr> {
    let name = identifier(table);
    let values = columns(database, table)
        .await?
        .iter()
        .map(|column| format!("{0} = {0}", identifier(column)))
        .collect::<Vec<_>>();
    for statement in [
        format!("INSERT INTO {name} DEFAULT VALUES"),
        format!("UPDATE {name} SET {}", values.join(", ")),
        format!("DELETE FROM {name}"),
    ] {
        compile(database, &statement).await?;
    }
    Ok(())
}

/// Asks SQLite for the program of a statement.
///
/// A function that only the application's connections have is no mistake, nor is a table that no
/// entity describes (a full-text index, say), nor a view with a trigger for another kind of
/// statement.
async fn compile(database: &DatabaseConnection, statement: &str) -> Result<(), DbErr> {
    const FINE: [&str; 3] = ["no such function", "no such table", "because it is a view"];
    let done = run(database, &format!("EXPLAIN {statement}")).await;
    let is_fine = |error: &DbErr| FINE.iter().any(|words| error.to_string().contains(words));
    done.or_else(|error| if is_fine(&error) { Ok(()) } else { Err(error) })
}

async fn columns(database: &DatabaseConnection, table: &str) -> Result<Vec<String>, DbErr> {
    let query = Statement::from_sql_and_values(
        database.get_database_backend(),
        "SELECT name FROM pragma_table_info(?)",
        [table.into()],
    );
    let rows = database.query_all_raw(query).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn run(database: &DatabaseConnection, statement: &str) -> Result<(), DbErr> {
    database.execute_unprepared(statement).await.map(drop)
}

fn refused_view(view: &View, source: DbErr) -> DesiredError {
    let what = format!("view {:?}", view.name);
    DesiredError::RefusedObject { what, source }
}

fn refused_trigger(trigger: &Trigger, source: DbErr) -> DesiredError {
    let what = format!("trigger {:?}", trigger.name);
    DesiredError::RefusedObject { what, source }
}
