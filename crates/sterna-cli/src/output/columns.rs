//! Lines whose parts stand below each other.

use anstyle::Style;

use super::style::painted;

/// Two blanks between columns, as everywhere in the output.
const GAP: usize = 2;

/// A part that is wider than this pushes away the rest of its own line and of no other.
pub const WIDEST: usize = 72;

/// One part of a line: a text without control characters, and its style.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A part without colour.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style: Style::new(),
        }
    }

    /// A part in a style.
    pub fn styled(style: Style, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

/// The lines, aligned; columns that are empty in every line take no room.
pub fn aligned(indent: usize, rows: &[Vec<Cell>]) -> String {
    let widths = widths(rows);
    let mut text = String::new();
    for row in rows {
        text.push_str(&" ".repeat(indent));
        text.push_str(&line(row, &widths));
        text.push('\n');
    }
    text
}

fn widths(rows: &[Vec<Cell>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    // A part that stands alone in its line pushes nothing away.
    let several = || rows.iter().filter(|row| row.len() > 1);
    let width = |column| {
        let cells = several().filter_map(|row| row.get(column));
        let widest = cells.map(Cell::width).max().unwrap_or(0);
        widest.min(WIDEST)
    };
    (0..columns).map(width).collect()
}

/// Blanks are put before a part, never behind the last one.
fn line(row: &[Cell], widths: &[usize]) -> String {
    let mut line = String::new();
    let mut owed = 0;
    let is_alone = row.len() == 1;
    let cells = row.iter().zip(widths);
    for (cell, width) in cells.filter(|(_, width)| is_alone || **width > 0) {
        if !cell.text.is_empty() {
            line.push_str(&" ".repeat(owed));
            line.push_str(&painted(cell.style, &cell.text));
            owed = 0;
        }
        owed += width.saturating_sub(cell.width()) + GAP;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&[&str]]) -> Vec<Vec<Cell>> {
        let row = |cells: &&[&str]| cells.iter().map(|text| Cell::plain(*text)).collect();
        lines.iter().map(row).collect()
    }

    #[test]
    fn parts_stand_below_each_other() {
        let text = aligned(
            2,
            &rows(&[&["a", "", "xyz"], &["bcd", "é", "x"], &["b", "ü"]]),
        );
        assert_eq!(text, "  a       xyz\n  bcd  é  x\n  b    ü\n");
    }

    #[test]
    fn one_endless_part_does_not_push_away_the_other_lines() {
        let endless = "x".repeat(10_000);
        let text = aligned(0, &rows(&[&["a", &endless, "b"], &["a", "x", "b"]]));
        let widths: Vec<_> = text.lines().map(str::len).collect();
        assert_eq!(widths, [10_000 + 6, 72 + 6]);
    }

    #[test]
    fn a_part_that_stands_alone_pushes_nothing_away() {
        let alone = "x".repeat(30);
        let text = aligned(0, &rows(&[&[&alone], &["a", "b"], &["cd", "e"]]));
        assert_eq!(text, format!("{alone}\na   b\ncd  e\n"));
    }

    #[test]
    fn an_empty_column_takes_no_room() {
        assert_eq!(
            aligned(0, &rows(&[&["a", "", "b"], &["c", "", "d"]])),
            "a  b\nc  d\n"
        );
    }
}
