//! What a column's type does to the values that are stored in it: which of them change when the
//! type does, and which of those would lose something.
//!
//! All of it is about the column's affinity (<https://www.sqlite.org/datatype3.html>). The
//! conditions that are written here are asked of a table as it is or as it has become; each says
//! which. What must stay absent: whose values these are, and which way the change goes.

use sterna_schema::{Column, Table};

use super::key;
use super::types::{self, Affinity, affinity, strict_affinity};

/// What a column does to a value that is stored in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Storage {
    /// What it makes of the value.
    pub affinity: Affinity,
    /// Whether it then takes no value of another type, as the rowid, and all columns of a STRICT
    /// table but those of type ANY (<https://www.sqlite.org/stricttables.html>).
    pub is_enforced: bool,
}

impl Storage {
    /// What this column of this table does.
    pub fn of(column: &Column, table: &Table) -> Self {
        let declared = column.declared.text();
        if !table.options.strict {
            return Self {
                affinity: affinity(declared),
                is_enforced: key::is_rowid(table, column),
            };
        }
        Self {
            affinity: strict_affinity(declared),
            is_enforced: !types::is_any(declared),
        }
    }
}

/// Whether a value may be stored in another form in the one than in the other. INTEGER differs
/// from NUMERIC in nothing but CAST
/// (<https://www.sqlite.org/datatype3.html#type_affinity>).
pub fn differs(from: Affinity, to: Affinity) -> bool {
    let stored = |affinity| match affinity {
        Affinity::Integer => Affinity::Numeric,
        other => other,
    };
    stored(from) != stored(to)
}

/// Whether values that were apart may be equal in the other, although none of them loses anything:
/// 1 beside `'1'` where everything was kept as it comes, `'8'` beside `'8.0'` as REAL.
pub fn may_join(from: Affinity, to: Affinity) -> bool {
    use Affinity as A;
    differs(from, to) && (from == A::Blob || (from, to) == (A::Text, A::Real))
}

/// Whether the values of a column of the table are stored or compared in another way from now on.
pub fn is_other(from: &Column, to: &Column, table: &Table) -> bool {
    let affinity = |column| Storage::of(column, table).affinity;
    differs(affinity(from), affinity(to)) || from.collation != to.collation
}

/// How values are written anew once the column has its new type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewriting {
    /// What is written, so that the new affinity makes of it what it would make of the old value.
    pub value: String,
    /// Which rows are concerned.
    pub condition: String,
}

/// How the values of a column become what its new affinity makes of them; `None` where they are
/// that already. A small whole number in a REAL column is on disk as an integer, and reads as one
/// once the column is no longer REAL
/// (<https://www.sqlite.org/datatype3.html#storage_classes_and_datatypes>).
pub fn rewriting(column: &str, from: Affinity, to: Affinity) -> Option<Rewriting> {
    use Affinity as A;
    let is = |classes: &str| format!("typeof({column}) IN ({classes})");
    let as_real = format!("CAST({column} AS REAL)");
    let same = column.to_owned();
    let (value, condition) = match (from, to) {
        (A::Real, A::Text) => (as_real, is("'integer', 'real'")),
        (A::Real, A::Blob) => (as_real, is("'integer'")),
        (_, A::Blob) => return None,
        (_, A::Text) => (same, is("'integer', 'real'")),
        (_, A::Real) => (same, is("'text'")),
        (_, A::Integer | A::Numeric) => {
            let whole =
                format!("typeof({column}) = 'real' AND {column} = CAST({column} AS INTEGER)");
            (same, format!("{} OR {whole}", is("'text'")))
        }
    };
    Some(Rewriting { value, condition })
}

/// What a column of that affinity makes of a value, as an expression by which equal values are
/// found: of a whole number it does not matter whether it is stored as one.
pub fn stored(value: &str, affinity: Affinity) -> String {
    let number = match affinity {
        Affinity::Blob => return format!("({value})"),
        Affinity::Text => {
            return format!(
                "CASE WHEN typeof({value}) IN ('integer', 'real') \
                 THEN CAST({value} AS TEXT) ELSE {value} END"
            );
        }
        Affinity::Real => "REAL",
        Affinity::Integer | Affinity::Numeric => "NUMERIC",
    };
    // What is compared with a number becomes one just where such a column would make one of it.
    format!(
        "CASE WHEN typeof({value}) IN ('integer', 'real') \
         OR typeof({value}) = 'text' AND ({value}) = CAST({value} AS NUMERIC) \
         THEN CAST({value} AS {number}) ELSE {value} END"
    )
}

/// Which values of a column, asked of it as it is, are not the same in the other: the number would
/// be another one, the text could not be written again from it, or a type that promises numbers
/// would hold something else. `None` where all of them are.
pub fn lost(column: &str, from: Storage, to: Storage) -> Option<String> {
    use Affinity as A;
    if from == to || from.affinity == to.affinity && !to.is_enforced {
        return None;
    }
    let any = |class| (class, "TRUE".to_owned());
    let cases = match (from.affinity, to.affinity) {
        (A::Integer | A::Real, A::Numeric) => return None,
        (_, A::Blob) if !to.is_enforced => return None,
        (_, A::Blob) => ["text", "integer", "real"].map(any).to_vec(),
        (_, A::Text) => {
            let other = format!("CAST(CAST({column} AS TEXT) AS REAL) <> {column}");
            let blob = to.is_enforced.then(|| any("blob"));
            std::iter::once(("real", other)).chain(blob).collect()
        }
        (_, A::Integer) => vec![
            ("text", other_text(column, "INTEGER")),
            ("real", format!("CAST({column} AS INTEGER) <> {column}")),
            any("blob"),
        ],
        (_, A::Real) => vec![
            ("text", other_number(column)),
            ("integer", format!("CAST({column} AS REAL) <> {column}")),
            any("blob"),
        ],
        (_, A::Numeric) => vec![("text", other_numeric(column))],
    };
    let cases = cases
        .into_iter()
        .map(|(class, other)| format!("WHEN '{class}' THEN {other}"));
    let cases: Vec<_> = cases.collect();
    Some(format!("CASE typeof({column}) {} END", cases.join(" ")))
}

/// Whether a text is another one once it was a value of that type: `'007'`, `'8.50'`, `'1e3'`.
fn other_text(column: &str, target: &str) -> String {
    format!("CAST(CAST({column} AS {target}) AS TEXT) <> CAST({column} AS TEXT) COLLATE BINARY")
}

/// The same for REAL, where `'8'` may come back as `'8.0'`: it is the same number.
fn other_number(column: &str) -> String {
    let whole = format!("CAST({column} AS REAL) <> CAST({column} AS INTEGER)");
    format!(
        "({} AND ({} OR {whole}))",
        other_text(column, "REAL"),
        other_text(column, "INTEGER")
    )
}

/// The same for NUMERIC, which leaves a text alone that is no number: a comparison with what is
/// NUMERIC makes a number of a text just where such a column would
/// (<https://www.sqlite.org/datatype3.html#type_conversions_prior_to_comparison>).
fn other_numeric(column: &str) -> String {
    format!(
        "({column} = CAST({column} AS NUMERIC) AND {})",
        other_text(column, "NUMERIC")
    )
}
