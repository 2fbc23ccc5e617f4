//! Where a piece goes into a text, or leaves it, so that the text still looks written by hand.
//!
//! Between two parts of a `CREATE TABLE` stand blanks, comments and at most one comma. A removal
//! takes the comma and the line it empties; comments stay. An insertion follows the indentation
//! of its neighbour.

use crate::sqlite::mention;
use crate::sqlite::text::{Span, TableText};

/// One replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    span: Span,
    text: String,
}

impl Splice {
    /// Something else in the place of what stands there.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { span, text }
    }

    fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::new(at, at), text)
    }

    fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// The text with all replacements made. What is inserted at one place keeps its order.
pub fn spliced(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| (splice.span.start, splice.span.end));
    let mut result = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for splice in splices {
        result.push_str(text.get(done..splice.span.start).unwrap_or_default());
        result.push_str(&splice.text);
        done = done.max(splice.span.end);
    }
    result.push_str(&text[done..]);
    result
}

/// Puts a column after the last one, before the table's constraints.
pub fn insert_column(text: &TableText, definition: &str) -> Vec<Splice> {
    match text.constraints.first() {
        Some(first) => {
            let separator = separator(&text.sql, first.span.start);
            let piece = format!("{definition},{separator}");
            vec![Splice::insert(first.span.start, piece)]
        }
        None => append(text, definition),
    }
}

/// Puts a constraint after everything else.
pub fn append(text: &TableText, definition: &str) -> Vec<Splice> {
    let sql = &text.sql;
    let last = items(text).last().copied().unwrap_or_default();
    let gap = &sql[last.end..text.close];
    let separator = if gap.contains("--") && !gap.trim().is_empty() {
        line_separator(sql, last.start)
    } else {
        separator(sql, last.start)
    };
    vec![
        Splice::insert(last.end, ","),
        Splice::insert(
            last.end + gap.trim_end().len(),
            format!("{separator}{definition}"),
        ),
    ]
}

/// Removes a column or a constraint of the table, with one of the commas around it.
pub fn remove_item(text: &TableText, item: Span) -> Vec<Splice> {
    let sql = &text.sql;
    let items = items(text);
    let before = items.iter().rev().find(|other| other.end <= item.start);
    let after = items.iter().find(|other| other.start >= item.end);
    let comma = |from: usize, to: usize| mention::comma(&sql[from..to]).map(|at| from + at);
    let leading = before.and_then(|before| comma(before.end, item.start));
    let trailing = after.map(|after| comma(item.end, after.start));
    match (trailing, leading) {
        (Some(Some(comma)), _) => vec![tidy(sql, Span::new(item.start, comma + 1))],
        (None, Some(comma)) => vec![Splice::remove(Span::new(comma, comma + 1)), tidy(sql, item)],
        (Some(None), _) | (None, None) => vec![tidy(sql, item)],
    }
}

/// Removes a clause of a column.
pub fn remove_clause(text: &TableText, clause: Span) -> Splice {
    let sql = &text.sql;
    let start = skip_back(sql, clause.start);
    if start > 0 && !sql[..start].ends_with('\n') && !touches(sql, clause.end) {
        return Splice::replace(Span::new(start, clause.end), " ");
    }
    tidy(sql, clause)
}

/// Writes a clause into a column, behind what ends at that place.
pub fn insert_clause(text: &TableText, at: usize, clause: &str) -> Splice {
    let blank = if touches(&text.sql, at) { "" } else { " " };
    Splice::insert(at, format!(" {clause}{blank}"))
}

/// Writes a clause in the place of another.
pub fn replace_clause(text: &TableText, old: Span, clause: &str) -> Splice {
    let blank = if touches(&text.sql, old.end) { "" } else { " " };
    Splice::replace(old, format!("{clause}{blank}"))
}

/// Replaces what follows the closing parenthesis; `options` brings its own blank.
pub fn set_options(text: &TableText, options: &str) -> Vec<Splice> {
    let from = text.close + 1;
    vec![Splice::replace(
        Span::new(from, text.options.end.max(from)),
        options,
    )]
}

fn items(text: &TableText) -> Vec<Span> {
    let columns = text.columns.iter().map(|column| column.span);
    let constraints = text.constraints.iter().map(|constraint| constraint.span);
    columns.chain(constraints).collect()
}

/// Whether what follows is no word, so that nothing runs into it.
fn touches(sql: &str, at: usize) -> bool {
    let next = sql[at..].chars().next();
    next.is_none_or(|next| next.is_whitespace() || matches!(next, ',' | ')'))
}

/// What stands between a neighbour and what comes next to it: its line and indentation, or a
/// blank where it shares its line.
fn separator(sql: &str, neighbour: usize) -> String {
    if sql[..skip_back(sql, neighbour)].ends_with('\n') {
        line_separator(sql, neighbour)
    } else {
        " ".to_owned()
    }
}

fn line_separator(sql: &str, neighbour: usize) -> String {
    let line = sql[..neighbour].rfind('\n').map_or(0, |at| at + 1);
    let indentation = sql[line..].len() - sql[line..].trim_start_matches([' ', '\t']).len();
    format!("\n{}", &sql[line..line + indentation])
}

/// Removes a stretch with the line it empties, or else with the blanks at one side of it.
fn tidy(sql: &str, span: Span) -> Splice {
    let start = skip_back(sql, span.start);
    let end = skip_forward(sql, span.end);
    let rest = &sql[end..];
    if sql[..start].ends_with('\n') && rest.starts_with('\n') {
        return Splice::remove(Span::new(start, end + 1));
    }
    if rest.starts_with(['\n', ')', ',']) {
        return Splice::remove(Span::new(start, span.end));
    }
    Splice::remove(Span::new(span.start, end))
}

fn skip_back(sql: &str, at: usize) -> usize {
    sql[..at].trim_end_matches([' ', '\t']).len()
}

fn skip_forward(sql: &str, at: usize) -> usize {
    sql.len() - sql[at..].trim_start_matches([' ', '\t']).len()
}
