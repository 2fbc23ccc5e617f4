//! What stands in a sample row. Pure: tables in, INSERT statements out.

use sterna_dialect::sqlite::quote;
use sterna_dialect::sqlite::types::{Affinity, affinity};
use sterna_schema::{Column, ForeignKey, Table, same_name};

/// How many rows a table gets: one with everything, one with as little as it may hold, and one
/// that leaves to the defaults what these give.
pub const ROWS: usize = 3;

/// How often other values are tried for a row that is refused.
const ATTEMPTS: usize = 6;

/// A row as INSERT statements: the first that SQLite takes is it.
pub fn row(table: &Table, number: usize) -> Vec<String> {
    let attempts = (0..ATTEMPTS).map(|attempt| insert(table, number, attempt));
    let mut statements: Vec<_> = attempts.flatten().collect();
    statements.dedup();
    statements
}

/// `None` where there is no column to give a value for.
fn insert(table: &Table, number: usize, attempt: usize) -> Option<String> {
    let columns = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none());
    let given: Vec<_> = columns
        .filter(|column| number < ROWS || attempt > 0 || column.default.is_none())
        .map(|column| {
            let name = quote::identifier(&column.name);
            (name, value(table, column, number, attempt))
        })
        .collect();
    if given.is_empty() {
        return None;
    }
    let (names, values): (Vec<_>, Vec<_>) = given.into_iter().unzip();
    Some(format!(
        "INSERT INTO {} ({}) VALUES ({})",
        quote::identifier(&table.name),
        names.join(", "),
        values.join(", ")
    ))
}

fn value(table: &Table, column: &Column, number: usize, attempt: usize) -> String {
    let is_free = column.nullable && !table.is_key(&column.name);
    // The last attempt of any row is one with as little as it may hold.
    if is_free && (number == 2 || attempt + 1 == ATTEMPTS) {
        return "NULL".to_owned();
    }
    let keys = table.foreign_keys.iter();
    let reference = keys
        .filter_map(|key| Some((key, place(key, &column.name)?)))
        .find_map(|(key, place)| reference(table, key, place, column, number));
    reference.unwrap_or_else(|| own_value(table, column, number, attempt))
}

fn place(key: &ForeignKey, column: &str) -> Option<usize> {
    let mut columns = key.columns.iter();
    columns.position(|name| same_name(name, column))
}

/// A key of the table that is referred to; each row refers to another one, as far as there are
/// some. A row that must refer to its own table refers to itself.
fn reference(
    table: &Table,
    key: &ForeignKey,
    place: usize,
    column: &Column,
    number: usize,
) -> Option<String> {
    let target = key.references.get(place)?;
    if same_name(&key.table, &table.name) {
        let target = table.column(target)?;
        let is_circle = same_name(&target.name, &column.name);
        return match column.nullable {
            true => Some("NULL".to_owned()),
            false if is_circle => None,
            false => Some(own_value(table, target, number, 0)),
        };
    }
    let parent = quote::identifier(&key.table);
    let order: Vec<_> = key
        .references
        .iter()
        .map(|name| quote::identifier(name))
        .collect();
    let offset = number - 1;
    Some(format!(
        "(SELECT {} FROM {parent} ORDER BY {} LIMIT 1 OFFSET {offset} % max(1, (SELECT count(*) FROM {parent})))",
        quote::identifier(target),
        order.join(", "),
    ))
}

/// What the column's CHECKs name, if they name something; else what its type suggests.
fn own_value(table: &Table, column: &Column, number: usize, attempt: usize) -> String {
    let mut candidates = named_in_checks(table, column);
    candidates.push(plausible(column, number));
    let first = if candidates.len() == 1 { 0 } else { number - 1 };
    candidates.swap_remove((first + attempt) % candidates.len())
}

/// The literals of the CHECKs that speak of the column, and their neighbours.
fn named_in_checks(table: &Table, column: &Column) -> Vec<String> {
    let name = column.name.to_ascii_lowercase();
    let texts = table.checks.iter().map(|check| check.expression.sql());
    let about_it = texts.filter(|sql| sql.to_ascii_lowercase().contains(&name));
    about_it.flat_map(candidates).collect()
}

fn candidates(check: &str) -> Vec<String> {
    let measures = check.to_ascii_lowercase().contains("length");
    let mut found = Vec::new();
    for literal in literals(check) {
        match literal.parse::<u32>() {
            Ok(length) if measures => {
                let length = usize::try_from(length.clamp(1, 64)).unwrap_or(1);
                found.push(quote::literal(&"x".repeat(length)));
            }
            Ok(number) => {
                found.extend([number, number.saturating_add(1)].map(|one| one.to_string()))
            }
            Err(_) => found.push(literal),
        }
    }
    found
}

/// The strings and whole numbers of an expression, as they are written.
fn literals(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(start) = rest.find(|c: char| c == '\'' || c == '"' || c.is_ascii_alphanumeric())
    {
        rest = &rest[start..];
        let length = match rest.chars().next() {
            Some(quote @ ('\'' | '"')) => quoted_length(rest, quote),
            _ => rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len()),
        };
        let token = &rest[..length];
        if token.starts_with('\'') || token.bytes().all(|byte| byte.is_ascii_digit()) {
            found.push(token.to_owned());
        }
        rest = &rest[length..];
    }
    found
}

/// Up to and with the closing quote; a doubled one stands for itself.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        let is_doubled = characters.peek().is_some_and(|(_, next)| *next == quote);
        match character == quote {
            true if is_doubled => drop(characters.next()),
            true => return at + 1,
            false => {}
        }
    }
    text.len()
}

fn plausible(column: &Column, number: usize) -> String {
    let declared = column.declared.canonical();
    let says = |word| declared.contains(word);
    match affinity(declared) {
        _ if says("bool") => (number % 2).to_string(),
        Affinity::Integer => number.to_string(),
        Affinity::Real => format!("{number}.5"),
        Affinity::Blob if says("uuid") || says("blob") => format!("X'{number:032x}'"),
        Affinity::Text | Affinity::Blob | Affinity::Numeric if says("uuid") => {
            quote::literal(&format!("00000000-0000-4000-8000-{number:012x}"))
        }
        _ if says("json") => quote::literal(&format!("{{\"n\": {number}}}")),
        _ if says("timestamp") || says("datetime") => {
            quote::literal(&format!("2026-01-{number:02} 12:00:00"))
        }
        _ if says("date") => quote::literal(&format!("2026-01-{number:02}")),
        _ if says("time") => quote::literal(&format!("12:00:{number:02}")),
        Affinity::Numeric => number.to_string(),
        Affinity::Text | Affinity::Blob => quote::literal(&text(column, number)),
    }
}

/// The column's name and the number, or the number alone where there is no room.
fn text(column: &Column, number: usize) -> String {
    let text = format!("{} {number}", column.name);
    let declared = column.declared.canonical();
    let inside = declared
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    let room = inside.and_then(|(length, _)| length.trim().parse().ok());
    match room {
        Some(room) if text.chars().count() > room => number.to_string(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_found_and_names_are_not() {
        assert_eq!(
            literals("kind IN ('a''b', 'c') AND \"x 1\" > 10 AND col2 = 'é'"),
            ["'a''b'", "'c'", "10", "'é'"]
        );
        assert_eq!(literals("'open"), ["'open"]);
        assert_eq!(candidates("length(code) = 3"), ["'xxx'"]);
        assert_eq!(candidates("amount > 0"), ["0", "1"]);
    }

    #[test]
    fn values_look_like_their_types() {
        let value = |declared: &str| plausible(&Column::new("note", declared), 2);
        for (declared, expected) in [
            ("integer", "2"),
            ("double", "2.5"),
            ("varchar", "'note 2'"),
            ("varchar(3)", "'2'"),
            ("boolean", "0"),
            ("uuid_text", "'00000000-0000-4000-8000-000000000002'"),
            ("blob", "X'00000000000000000000000000000002'"),
            ("timestamp_with_timezone_text", "'2026-01-02 12:00:00'"),
            ("date_text", "'2026-01-02'"),
            ("time_text", "'12:00:02'"),
            ("json_text", "'{\"n\": 2}'"),
            ("decimal(10, 2)", "2"),
            ("", "'note 2'"),
        ] {
            assert_eq!(value(declared), expected, "{declared}");
        }
    }
}
