//! The nouns of Sterna (schema, table, column, …) and its one verb, the [`Operation`].
//!
//! Every stage of the engine speaks these types: the readers fill a [`Schema`], the differ
//! writes `Vec<Operation>`, lint and the renderer read them, the planner turns them into
//! statements, the tests compare them.
//!
//! What must stay absent: input and output, `async`, and anything that is particular to one
//! database. A reader normalises once, at the door; from there on `==` is the comparison.

mod alteration;
mod apply;
mod column;
mod constraint;
mod expression;
mod index;
mod operation;
mod reverse;
mod schema;
mod summary;
mod table;

pub use alteration::{Alteration, Conversion};
pub use apply::ApplyError;
pub use column::{Column, DeclaredType, Generated};
pub use constraint::{Action, Check, ConflictResolution, Deferral, ForeignKey, PrimaryKey, Unique};
pub use expression::Expression;
pub use index::{Index, IndexColumn, IndexKey};
pub use operation::{BulkInsert, Dropped, Named, Operation, RawSql};
pub use reverse::OneWay;
pub use schema::{Schema, Trigger, Unmanaged, View};
pub use table::{Table, TableOptions};

/// The types of SeaORM that a column keeps beside its declared text.
pub use sea_query::{ColumnType, Value};

/// Whether two identifiers name the same object.
///
/// SQLite folds ASCII case and nothing else, also for quoted identifiers
/// (<https://www.sqlite.org/c3ref/stricmp.html>).
pub fn same_name(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}
