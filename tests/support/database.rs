//! A look into an SQLite file, past everything that Sterna does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement,
};

/// Rows as text, exact to the storage class (`quote()` of each value), in the order of that text.
pub type Rows = Vec<String>;

/// An SQLite file.
pub struct Database {
    path: PathBuf,
}

impl Database {
    /// The database in that file, which need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its URL for `--database-url`.
    pub fn url(&self) -> String {
        format!("sqlite://{}", self.path.display())
    }

    /// Runs statements, separated by semicolons.
    ///
    /// # Panics
    ///
    /// SQLite refuses one of them.
    #[track_caller]
    pub fn execute(&self, sql: &str) {
        self.with(async |db| db.execute_unprepared(sql).await)
            .expect("SQLite runs the statements");
    }

    /// What SQLite says against that statement.
    ///
    /// # Panics
    ///
    /// It has nothing against it.
    #[track_caller]
    pub fn refuses(&self, sql: &str) -> String {
        let refusal = self.with(async |db| db.execute_unprepared(sql).await);
        refusal.expect_err("SQLite refuses it").to_string()
    }

    /// The first column of every row, as text.
    ///
    /// # Panics
    ///
    /// SQLite refuses the query.
    #[track_caller]
    pub fn query(&self, sql: &str) -> Vec<String> {
        let rows = self
            .with(async |db| {
                db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
                    .await
            })
            .expect("SQLite answers the query");
        rows.iter().map(first_column).collect()
    }

    /// The only value of a query, as a number.
    ///
    /// # Panics
    ///
    /// There is not exactly one, or it is no number.
    #[track_caller]
    pub fn number(&self, sql: &str) -> i64 {
        let values = self.query(sql);
        assert_eq!(values.len(), 1, "{sql}");
        values[0].parse().expect("a number")
    }

    /// The application's tables, in the order of their names.
    pub fn tables(&self) -> Vec<String> {
        self.query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' \
             ESCAPE '\\' AND name NOT LIKE 'sterna\\_%' ESCAPE '\\' ORDER BY name",
        )
    }

    /// The columns of a table, in order.
    pub fn columns(&self, table: &str) -> Vec<String> {
        self.query(&format!(
            "SELECT name FROM pragma_table_info({})",
            text(table)
        ))
    }

    /// Every row of every table of the application.
    pub fn rows(&self) -> BTreeMap<String, Rows> {
        let tables = self.tables().into_iter();
        tables
            .map(|table| (table.clone(), self.rows_of(&table, &self.columns(&table))))
            .collect()
    }

    /// Every row of a table, over these columns.
    pub fn rows_of(&self, table: &str, columns: &[String]) -> Rows {
        let values: Vec<_> = columns
            .iter()
            .map(|name| format!("quote({})", identifier(name)))
            .collect();
        let row = values.join(" || ', ' || ");
        self.query(&format!(
            "SELECT {row} FROM {} ORDER BY 1",
            identifier(table)
        ))
    }

    /// The text of every object, by its name.
    pub fn schema(&self) -> BTreeMap<String, String> {
        let names =
            self.query("SELECT name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");
        let sql = |name: &String| {
            self.query(&format!(
                "SELECT sql FROM sqlite_schema WHERE name = {}",
                text(name)
            ))
            .remove(0)
        };
        names.iter().map(|name| (name.clone(), sql(name))).collect()
    }

    /// Insists that SQLite finds nothing wrong with the file, nor a broken foreign key.
    ///
    /// # Panics
    ///
    /// It finds something.
    #[track_caller]
    pub fn is_sound(&self) {
        assert_eq!(self.query("PRAGMA integrity_check"), ["ok"]);
        assert_eq!(self.query("PRAGMA foreign_key_check"), Vec::<String>::new());
    }

    fn with<T>(&self, work: impl AsyncFnOnce(&DatabaseConnection) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(async {
            let mut options = ConnectOptions::new(format!("{}?mode=rwc", self.url()));
            options.max_connections(1).sqlx_logging(false);
            let db = sea_orm::Database::connect(options)
                .await
                .expect("the database opens");
            let result = work(&db).await;
            db.close().await.expect("the database closes");
            result
        })
    }
}

fn first_column(row: &QueryResult) -> String {
    let text = row.try_get_by_index::<String>(0);
    text.or_else(|_| {
        row.try_get_by_index::<i64>(0)
            .map(|number| number.to_string())
    })
    .or_else(|_| {
        row.try_get_by_index::<f64>(0)
            .map(|number| number.to_string())
    })
    .unwrap_or_else(|_| "NULL".to_owned())
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
