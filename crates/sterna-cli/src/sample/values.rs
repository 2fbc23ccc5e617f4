//! What stands in a sample row. Pure: tables in, INSERT statements out.

use std::collections::HashSet;

use sterna_dialect::sqlite::mention::tokens;
use sterna_dialect::sqlite::quote;
use sterna_dialect::sqlite::types::{Affinity, affinity};
use sterna_schema::{Column, ForeignKey, Table, same_name};

/// How many rows a table gets: one with everything, one with as little as it may hold, and one
/// that leaves to the defaults what these give.
pub const ROWS: usize = 3;

/// How often other values are tried for a row that is refused.
const ATTEMPTS: usize = 256;

/// A row of a table, tried with one choice of values or another.
#[derive(Clone, Copy)]
struct Attempt<'a> {
    table: &'a Table,
    /// Which row, from 1.
    number: usize,
    /// Which choice.
    choice: usize,
    /// Whether it holds as little as it may.
    is_bare: bool,
}

/// A row as INSERT statements: the first that SQLite takes is it.
pub fn row(table: &Table, number: usize) -> impl Iterator<Item = String> {
    let first = Attempt {
        table,
        number,
        choice: 0,
        is_bare: number == 2,
    };
    let bare = Attempt {
        is_bare: true,
        choice: 1,
        ..first
    };
    let choices = (0..ATTEMPTS).map_while(move |choice| Attempt { choice, ..first }.insert());
    choices.chain(bare.insert())
}

impl<'a> Attempt<'a> {
    /// `None` where there is no column to give a value for, or no such choice.
    fn insert(self) -> Option<String> {
        // Like the digits of a number: every value of one column meets every value of another.
        let mut left = self.choice;
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for column in self.columns() {
            let found = self.values(column);
            let place = (self.number - 1 + left) % found.len();
            left /= found.len();
            names.push(quote::identifier(&column.name));
            values.push(found[place].clone());
        }
        // The second choice gives the values that the first leaves to their defaults.
        let is_one = left == 0 || self.choice == 1;
        (is_one && !names.is_empty()).then(|| {
            format!(
                "INSERT INTO {} ({}) VALUES ({})",
                quote::identifier(&self.table.name),
                names.join(", "),
                values.join(", ")
            )
        })
    }

    fn columns(self) -> impl Iterator<Item = &'a Column> {
        let columns = self.table.columns.iter();
        let columns = columns.filter(|column| column.generated.is_none());
        let is_needed = |column: &&Column| column.default.is_none();
        let is_first_of_last = self.number == ROWS && self.choice == 0;
        let leaves_defaults = is_first_of_last && columns.clone().any(|one| is_needed(&one));
        columns.filter(move |column| !leaves_defaults || is_needed(column))
    }

    /// What could stand in a column; at least one value.
    fn values(self, column: &Column) -> Vec<String> {
        let Self { table, number, .. } = self;
        if self.is_bare && column.nullable && !table.is_key(&column.name) {
            return vec!["NULL".to_owned()];
        }
        let keys = table.foreign_keys.iter();
        let reference = keys
            .filter_map(|key| Some((key, place(key, &column.name)?)))
            .find_map(|(key, place)| reference(table, key, place, column, number));
        match reference {
            Some(reference) => vec![reference],
            None => own_values(table, column, number),
        }
    }
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
            false => {
                let own = own_values(table, target, number);
                Some(own[(number - 1) % own.len()].clone())
            }
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

/// What the column's CHECKs name, and what its type suggests.
fn own_values(table: &Table, column: &Column, number: usize) -> Vec<String> {
    let checks = table.checks.iter().map(|check| check.expression.sql());
    let mut values: Vec<_> = checks
        .flat_map(|check| candidates(check, &column.name, number))
        .collect();
    if affinity(column.declared.canonical()) == Affinity::Integer {
        // A rowid takes no text at all (<https://www.sqlite.org/lang_createtable.html#rowid>).
        values.retain(|value| !value.starts_with('\''));
    }
    values.push(plausible(column, number));
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert(value.clone()));
    values
}

/// The literals, and their neighbours, of those terms of a CHECK that speak of the column.
fn candidates(check: &str, column: &str, number: usize) -> Vec<String> {
    let tokens = tokens(check);
    let joins = |token: &&str| ["and", "or"].iter().any(|word| same_name(word, token));
    let terms = tokens.split(joins);
    let about_it = terms.filter(|term| term.iter().any(|token| is_name(token, column)));
    let found = about_it.flat_map(|term| {
        let measures = term.iter().any(|token| same_name(token, "length"));
        let literals = term.iter().filter(|token| is_literal(token));
        literals.flat_map(move |literal| near(literal, measures, number))
    });
    found.collect()
}

/// The values that a literal suggests; where it is a length, texts of about that length.
fn near(literal: &str, measures: bool, number: usize) -> Vec<String> {
    let Ok(found) = literal.parse::<u32>() else {
        return vec![literal.to_owned()];
    };
    let both = [found, found.saturating_add(1)];
    if !measures {
        return both.map(|one| one.to_string()).to_vec();
    }
    let text = |length: u32| {
        let width = usize::try_from(length.clamp(1, 64)).unwrap_or(1);
        quote::literal(&format!("{number:x>width$}"))
    };
    both.map(text).to_vec()
}

fn is_literal(token: &str) -> bool {
    token.starts_with(|first: char| first == '\'' || first.is_ascii_digit())
}

/// Whether a token is that name, quoted or not.
fn is_name(token: &str, name: &str) -> bool {
    !token.starts_with('\'') && same_name(&quote::unquoted(token), name)
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
    fn literals_of_a_column_are_found_and_those_of_others_are_not() {
        let check = "kind IN ('a''b', 'c') AND \"x 1\" > 10 AND length(code) = 3 OR kinds = 'é'";
        let found = |column| candidates(check, column, 7);
        assert_eq!(found("kind"), ["'a''b'", "'c'"]);
        assert_eq!(found("x 1"), ["10", "11"]);
        assert_eq!(found("KINDS"), ["'é'"]);
        assert_eq!(found("code"), ["'xx7'", "'xxx7'"]);
        assert_eq!(candidates("share < 0.5", "share", 7), ["0.5"]);
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
