//! Declared types: their canonical form, their affinity, and what SeaORM's types are called.
//!
//! SQLite takes any words as a type and derives from them an affinity, which is all that a
//! table that is not STRICT does with them (<https://www.sqlite.org/datatype3.html>). The words
//! are still what people compare, so two types are the same when their words are, whatever
//! their case, blanks and quotes. `INT` is `INTEGER`, but for the one column where SQLite tells
//! them apart: the primary key that is the rowid
//! (<https://www.sqlite.org/lang_createtable.html#rowid>), of which
//! [`is_rowid_alias`] and [`key_type`] speak.

use sea_orm::sea_query::{Alias, ColumnDef, SqliteQueryBuilder, Table};
use sqlite3_parser::dialect::TokenType::{
    TK_COMMA, TK_ID, TK_LP, TK_MINUS, TK_PLUS, TK_RP, TK_STRING,
};
use sterna_schema::{Column, ColumnType, DeclaredType};

use super::quote::unquoted;
use super::text::TableText;
use super::tokens::{self, Token};

/// What SQLite does to a value that is stored in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Affinity {
    /// Text that looks like a number becomes one; an integer where nothing is lost.
    Integer,
    /// Numbers become text.
    Text,
    /// Nothing is changed. A column without a type has this affinity too.
    Blob,
    /// Text that looks like a number becomes one; integers become floating point.
    Real,
    /// Text that looks like a number becomes one.
    Numeric,
}

/// The form of a declared type that is compared: its words in lower case, unquoted, with single
/// blanks between them, and its sizes without any.
pub fn canonical_type(declared: &str) -> String {
    match words(declared).as_str() {
        "int" => "integer".to_owned(),
        words => words.to_owned(),
    }
}

/// The type with its canonical form.
pub fn declared_type(text: impl Into<String>) -> DeclaredType {
    let text = text.into();
    let canonical = canonical_type(&text);
    DeclaredType::with_canonical(text, canonical)
}

/// The type of a column that is all of its table's primary key, where `INT` and `INTEGER` are
/// two things: only the latter is the rowid.
pub fn key_type(text: impl Into<String>) -> DeclaredType {
    let text = text.into();
    let canonical = words(&text);
    DeclaredType::with_canonical(text, canonical)
}

/// Whether a column that is all of the primary key of a table with rowids would be the rowid
/// itself (<https://www.sqlite.org/lang_createtable.html#rowid>).
pub fn is_rowid_alias(column: &Column) -> bool {
    words(column.declared.text()) == "integer"
}

/// The affinity of a column declared so, in a table that is not STRICT
/// (<https://www.sqlite.org/datatype3.html#determination_of_column_affinity>).
pub fn affinity(declared: &str) -> Affinity {
    let declared = unquoted(declared).to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| declared.contains(word));
    if says(&["int"]) {
        Affinity::Integer
    } else if says(&["char", "clob", "text"]) {
        Affinity::Text
    } else if declared.is_empty() || says(&["blob"]) {
        Affinity::Blob
    } else if says(&["real", "floa", "doub"]) {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

/// The affinity of a column of a STRICT table, where `ANY` means that nothing is changed
/// (<https://www.sqlite.org/stricttables.html#the_any_datatype>).
pub fn strict_affinity(declared: &str) -> Affinity {
    if is_any(declared) {
        Affinity::Blob
    } else {
        affinity(declared)
    }
}

/// Whether it is the type of a STRICT table that takes any value.
pub fn is_any(declared: &str) -> bool {
    unquoted(declared.trim()).eq_ignore_ascii_case("any")
}

/// How sea-query spells a type for SQLite; `None` where SQLite has no such type and sea-query
/// would panic, and where a custom type is not the words of one type.
pub fn declared(sea: &ColumnType) -> Option<String> {
    if is_unknown_to_sqlite(sea) {
        return None;
    }
    let mut column = ColumnDef::new_with_type(Alias::new("c"), sea.clone());
    let mut table = Table::create();
    let sql = table
        .table(Alias::new("t"))
        .col(&mut column)
        .to_string(SqliteQueryBuilder);
    let text = TableText::parse(&sql).ok()?;
    let [column] = text.columns.as_slice() else {
        return None;
    };
    let bare = column.constraints.is_empty() && text.constraints.is_empty();
    let declared = column
        .declared
        .filter(|_| bare && text.options.is_empty())?;
    Some(text.slice(declared).to_owned())
}

/// Whether sea-query can spell the type for SQLite. Only the words of an author are read.
pub fn can_declare(sea: &ColumnType) -> bool {
    match sea {
        ColumnType::Custom(_) | ColumnType::Enum { .. } => declared(sea).is_some(),
        sea => !is_unknown_to_sqlite(sea),
    }
}

fn is_unknown_to_sqlite(sea: &ColumnType) -> bool {
    matches!(
        sea,
        ColumnType::Interval(..)
            | ColumnType::Array(_)
            | ColumnType::Vector(_)
            | ColumnType::Cidr
            | ColumnType::Inet
            | ColumnType::MacAddr
            | ColumnType::Year
            | ColumnType::Bit(_)
            | ColumnType::VarBit(_)
            | ColumnType::LTree
    )
}

/// The words as they are compared, `INT` and `INTEGER` apart.
fn words(declared: &str) -> String {
    let Ok(tokens) = tokens::scan(declared) else {
        let words: Vec<_> = declared.split_whitespace().collect();
        return words.join(" ").to_ascii_lowercase();
    };
    let mut words = String::with_capacity(declared.len());
    for token in tokens {
        push_word(&mut words, token, declared);
    }
    words
}

fn push_word(words: &mut String, token: Token, declared: &str) {
    let text = token.span.of(declared);
    let punctuation = matches!(token.kind, TK_LP | TK_RP | TK_COMMA | TK_PLUS | TK_MINUS);
    let follows = words.is_empty() || words.ends_with(['(', ',', '+', '-']);
    if !punctuation && !follows {
        words.push(' ');
    }
    let quoted = matches!(token.kind, TK_ID | TK_STRING);
    let text = if quoted { unquoted(text) } else { text.into() };
    words.push_str(&text.to_ascii_lowercase());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_equal_whatever_their_blanks_case_and_quotes() {
        for (left, right) in [
            ("VARCHAR(255)", "varchar ( 255 )"),
            ("DECIMAL(10,2)", "decimal(10, /* cents */ 2)"),
            ("DOUBLE  PRECISION", "double precision"),
            ("\"double precision\"", "DOUBLE PRECISION"),
            ("[text]", "'TEXT'"),
            ("INT", "INTEGER"),
            ("NUMERIC(+10,-2)", "numeric( + 10 , - 2 )"),
        ] {
            assert_eq!(
                canonical_type(left),
                canonical_type(right),
                "{left} {right}"
            );
        }
    }

    #[test]
    fn types_differ_when_their_words_do() {
        for (left, right) in [
            ("VARCHAR(255)", "VARCHAR(254)"),
            ("VARCHAR", "VARCHAR(255)"),
            ("INT", "BIGINT"),
            ("INT", "INT(11)"),
            ("DOUBLE PRECISION", "DOUBLEPRECISION"),
            ("TEXT", ""),
        ] {
            assert_ne!(
                canonical_type(left),
                canonical_type(right),
                "{left} {right}"
            );
        }
    }

    #[test]
    fn only_the_word_integer_is_the_rowid() {
        let column = |declared| Column::new("id", key_type(declared));
        assert!(is_rowid_alias(&column("INTEGER")));
        assert!(is_rowid_alias(&column("integer")));
        assert!(is_rowid_alias(&column("\"INTEGER\"")));
        assert!(!is_rowid_alias(&column("INT")));
        assert_ne!(key_type("INT"), key_type("INTEGER"));
        assert_eq!(key_type("integer"), key_type("INTEGER"));
    }

    #[test]
    fn affinity_follows_the_five_rules_in_their_order() {
        for (declared, expected) in [
            ("INTEGER", Affinity::Integer),
            ("CHARINT", Affinity::Integer),
            ("FLOATING POINT", Affinity::Integer),
            ("NATIVE CHARACTER(70)", Affinity::Text),
            ("CLOB", Affinity::Text),
            ("", Affinity::Blob),
            ("BLOB", Affinity::Blob),
            ("DOUBLE PRECISION", Affinity::Real),
            ("real_decimal", Affinity::Real),
            ("timestamp_with_timezone_text", Affinity::Text),
            ("STRING", Affinity::Numeric),
            ("BOOLEAN", Affinity::Numeric),
            ("ANY", Affinity::Numeric),
            ("\"INT\"", Affinity::Integer),
        ] {
            assert_eq!(affinity(declared), expected, "{declared}");
        }
        assert_eq!(strict_affinity("ANY"), Affinity::Blob);
        assert_eq!(strict_affinity("INT"), Affinity::Integer);
    }

    #[test]
    fn sea_types_have_the_names_that_sea_query_gives_them() {
        use sea_orm::sea_query::StringLen;
        for (sea, expected) in [
            (ColumnType::String(StringLen::N(160)), "varchar(160)"),
            (ColumnType::Decimal(Some((10, 2))), "real(10, 2)"),
            (
                ColumnType::TimestampWithTimeZone,
                "timestamp_with_timezone_text",
            ),
            (ColumnType::BigInteger, "integer"),
            (ColumnType::custom("NVARCHAR(160)"), "NVARCHAR(160)"),
        ] {
            assert_eq!(declared(&sea).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_type_that_sqlite_lacks_is_none_and_a_custom_type_cannot_break_out() {
        assert_eq!(declared(&ColumnType::Inet), None);
        assert_eq!(declared(&ColumnType::Year), None);
        for hostile in ["TEXT, x TEXT", "TEXT DEFAULT 1", "TEXT) STRICT --", "TEXT'"] {
            assert_eq!(declared(&ColumnType::custom(hostile)), None, "{hostile}");
        }
    }
}
