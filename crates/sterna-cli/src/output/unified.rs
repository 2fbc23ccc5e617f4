//! A unified diff of two texts, as `diff -u` and git print it.

use similar::TextDiff;

use super::escape::escape;
use super::style::{ADDED, ASIDE, REMOVED, painted};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// The difference without colours; empty where the texts are equal.
pub fn unified(from: &str, to: &str) -> String {
    let difference = TextDiff::from_lines(from, to);
    difference
        .unified_diff()
        .context_radius(CONTEXT)
        .missing_newline_hint(false)
        .to_string()
}

/// A unified diff in colours, with control characters spelt out.
pub fn coloured(difference: &str) -> String {
    let mut text = String::new();
    for line in difference.lines() {
        let line = escape(line);
        text.push_str(&match line.as_bytes().first() {
            Some(b'+') => painted(ADDED, line),
            Some(b'-') => painted(REMOVED, line),
            Some(b'@') => painted(ASIDE, line),
            _ => line,
        });
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_is_shown_with_its_surroundings() {
        let from = "table t\n  a integer\n  b text\n";
        let to = "table t\n  a integer\n  b text NOT NULL\n";
        assert_eq!(
            unified(from, to),
            "@@ -1,3 +1,3 @@\n table t\n   a integer\n-  b text\n+  b text NOT NULL\n"
        );
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(unified("a\n", "a\n"), "");
        assert_eq!(unified("", ""), "");
    }

    #[test]
    fn colours_change_no_letter_but_those_that_move_the_cursor() {
        let text = "@@ -1 +1 @@\n a\n-b\u{7}\n+c\n";
        let plain = anstream::adapter::strip_str(&coloured(text)).to_string();
        assert_eq!(plain, "@@ -1 +1 @@\n a\n-b\\u{7}\n+c\n");
    }
}
