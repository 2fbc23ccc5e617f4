//! Which column helper of SeaORM says a declared type exactly.
//!
//! A helper is chosen where SQLite's spelling of it is the declared text, to the letter, so that
//! the way back restores the text that was there. What the entity itself says comes first:
//! `integer` and `big_integer` are one text on SQLite and two types elsewhere.

use std::sync::LazyLock;

use sea_orm::sea_query::StringLen;
use sterna_dialect::sqlite::types;
use sterna_schema::{ColumnType, DeclaredType};

use super::source::{Code, text, texts, word};

/// A column helper without its ending: `string`, `string_len`, `custom`.
pub(super) struct Helper {
    pub(super) name: &'static str,
    /// What follows the column's name.
    pub(super) arguments: Vec<Code>,
}

impl Helper {
    fn new(name: &'static str, arguments: Vec<Code>) -> Self {
        Self { name, arguments }
    }

    /// Whether there is a helper of that name that also says UNIQUE.
    pub(super) fn has_unique(&self) -> bool {
        self.name != "custom"
    }
}

/// The helper for a declared type; `custom`, with the text as written, where there is no other.
pub(super) fn helper(declared: &DeclaredType) -> Helper {
    let wanted = declared.text();
    let said = declared.sea.iter().cloned();
    let mut helpers = said
        .chain(with_numbers(wanted))
        .filter(|sea| types::declared(sea).as_deref() == Some(wanted))
        .chain(without_numbers(wanted))
        .filter_map(|sea| helper_of(&sea));
    helpers
        .next()
        .unwrap_or_else(|| Helper::new("custom", vec![text(wanted)]))
}

/// The type without sizes that is spelled so.
fn without_numbers(wanted: &str) -> Option<ColumnType> {
    static SPELLED: LazyLock<Vec<(String, ColumnType)>> = LazyLock::new(|| {
        let spelled = |sea: &ColumnType| Some((types::declared(sea)?, sea.clone()));
        PLAIN.iter().filter_map(spelled).collect()
    });
    let mut spelled = SPELLED.iter();
    spelled
        .find(|(text, _)| text == wanted)
        .map(|(_, sea)| sea.clone())
}

/// The types without sizes. Where several are spelled alike, the commonest comes first.
const PLAIN: [ColumnType; 20] = [
    ColumnType::Char(None),
    ColumnType::String(StringLen::None),
    ColumnType::Text,
    ColumnType::Blob,
    ColumnType::TinyInteger,
    ColumnType::SmallInteger,
    ColumnType::Integer,
    ColumnType::Float,
    ColumnType::Double,
    ColumnType::Decimal(None),
    ColumnType::DateTime,
    ColumnType::Timestamp,
    ColumnType::TimestampWithTimeZone,
    ColumnType::Time,
    ColumnType::Date,
    ColumnType::Boolean,
    ColumnType::Money(None),
    ColumnType::Json,
    ColumnType::JsonBinary,
    ColumnType::Uuid,
];

/// The types that could be meant, with the numbers that the text mentions.
fn with_numbers(declared: &str) -> Vec<ColumnType> {
    let numbers: Vec<u32> = declared
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    match numbers[..] {
        [length] => vec![
            ColumnType::Char(Some(length)),
            ColumnType::String(StringLen::N(length)),
            ColumnType::Binary(length),
            ColumnType::VarBinary(StringLen::N(length)),
        ],
        [precision, scale] => vec![
            ColumnType::Decimal(Some((precision, scale))),
            ColumnType::Money(Some((precision, scale))),
        ],
        _ => Vec::new(),
    }
}

/// The helper of `sea_orm_migration::schema` for a type, where it has one.
fn helper_of(sea: &ColumnType) -> Option<Helper> {
    let number = |number: &u32| word(number.to_string());
    if let Some(name) = plain(sea) {
        return Some(Helper::new(name, Vec::new()));
    }
    Some(match sea {
        ColumnType::Char(Some(length)) => Helper::new("char_len", vec![number(length)]),
        ColumnType::String(StringLen::N(length)) => Helper::new("string_len", vec![number(length)]),
        ColumnType::Binary(length) => Helper::new("binary_len", vec![number(length)]),
        ColumnType::VarBinary(StringLen::N(length)) => {
            Helper::new("var_binary", vec![number(length)])
        }
        ColumnType::Decimal(Some((precision, scale))) => {
            Helper::new("decimal_len", vec![number(precision), number(scale)])
        }
        ColumnType::Money(Some((precision, scale))) => {
            Helper::new("money_len", vec![number(precision), number(scale)])
        }
        ColumnType::Enum { name, variants } => {
            let variants: Vec<_> = variants.iter().map(ToString::to_string).collect();
            let variants = texts(variants.iter().map(String::as_str));
            Helper::new("enumeration", vec![text(&name.to_string()), variants])
        }
        _ => return None,
    })
}

/// The helpers that take the column's name and nothing else.
fn plain(sea: &ColumnType) -> Option<&'static str> {
    Some(match sea {
        ColumnType::Char(None) => "char",
        ColumnType::String(length) if !matches!(length, StringLen::N(_)) => "string",
        ColumnType::Text => "text",
        ColumnType::Blob => "blob",
        ColumnType::TinyInteger => "tiny_integer",
        ColumnType::SmallInteger => "small_integer",
        ColumnType::Integer => "integer",
        ColumnType::BigInteger => "big_integer",
        ColumnType::TinyUnsigned => "tiny_unsigned",
        ColumnType::SmallUnsigned => "small_unsigned",
        ColumnType::Unsigned => "unsigned",
        ColumnType::BigUnsigned => "big_unsigned",
        ColumnType::Float => "float",
        ColumnType::Double => "double",
        ColumnType::Decimal(None) => "decimal",
        ColumnType::DateTime => "date_time",
        ColumnType::Timestamp => "timestamp",
        ColumnType::TimestampWithTimeZone => "timestamp_with_time_zone",
        ColumnType::Time => "time",
        ColumnType::Date => "date",
        ColumnType::Boolean => "boolean",
        ColumnType::Money(None) => "money",
        ColumnType::Json => "json",
        ColumnType::JsonBinary => "json_binary",
        ColumnType::Uuid => "uuid",
        _ => return None,
    })
}
