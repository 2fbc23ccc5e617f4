//! Text from databases and people, made safe for the place where it lands.
//!
//! A name or a message may hold anything: quotes, newlines, control characters, characters that
//! turn the reading direction. Here it becomes a Rust literal, a line of a comment, or a word for
//! a terminal, and cannot be more than that.

/// The most hashes that a raw string may have.
const MOST_HASHES: usize = 255;

/// A string literal of one line that means exactly this text.
pub(crate) fn rust_literal(text: &str) -> String {
    if text.contains('\n') {
        return escaped(text);
    }
    sql_literal(text)
}

/// A string literal that means exactly this SQL, which keeps its lines where a raw string can
/// hold them.
pub(crate) fn sql_literal(sql: &str) -> String {
    let plain = |c: char| !is_deceptive(c) && !['"', '\\', '\n'].contains(&c);
    if sql.chars().all(plain) {
        return format!("\"{sql}\"");
    }
    raw(sql).unwrap_or_else(|| escaped(sql))
}

fn raw(text: &str) -> Option<String> {
    if text.chars().any(is_deceptive) {
        return None;
    }
    let hashes = "#".repeat(hashes_needed(text));
    (hashes.len() <= MOST_HASHES).then(|| format!("r{hashes}\"{text}\"{hashes}"))
}

/// One more than follow any quote in the text, so that no quote in it ends the literal.
fn hashes_needed(text: &str) -> usize {
    let after_quotes = text.split('"').skip(1);
    let longest = after_quotes.map(|rest| rest.chars().take_while(|&c| c == '#').count() + 1);
    longest.max().unwrap_or(0)
}

fn escaped(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if is_deceptive(c) => literal.extend(c.escape_unicode()),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// The text in one line in which nothing is hidden: line breaks and tabs become blanks, other
/// control characters and what turns the reading direction are spelled out.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' | '\r' | '\t' => line.push(' '),
            c if is_deceptive(c) => line.extend(c.escape_unicode()),
            c => line.push(c),
        }
    }
    line
}

/// The line, cut to so many characters.
pub(crate) fn cut(line: &str, most: usize) -> String {
    match line.char_indices().nth(most) {
        None => line.to_owned(),
        Some(_) => {
            let kept: String = line.chars().take(most.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        }
    }
}

/// Whether a reader would not see the character for what it is: control characters but the line
/// feed, marks of the reading direction, and those that take no room. The Rust compiler denies
/// the second, clippy the third.
fn is_deceptive(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_as_plain_as_it_can_be() {
        for (text, literal) in [
            ("posts", r#""posts""#),
            ("it's", r#""it's""#),
            ("größe", r#""größe""#),
            ("a\"b", r##"r#"a"b"#"##),
            ("a\\b", r#"r"a\b""#),
            ("a\nb", r#""a\nb""#),
            ("a\"##b", "r###\"a\"##b\"###"),
            ("\"#", "r##\"\"#\"##"),
            ("", "\"\""),
        ] {
            assert_eq!(rust_literal(text), literal);
        }
    }

    #[test]
    fn sql_keeps_its_lines() {
        assert_eq!(
            sql_literal("SELECT \"a\"\nFROM t"),
            "r#\"SELECT \"a\"\nFROM t\"#"
        );
        assert_eq!(sql_literal("a\r\nb"), r#""a\r\nb""#);
    }

    #[test]
    fn what_a_reader_cannot_see_is_spelled_out() {
        for (text, literal) in [
            ("a\rb", r#""a\rb""#),
            ("a\0b\"", r#""a\u{0}b\"""#),
            ("\u{202e}evil", r#""\u{202e}evil""#),
            ("a\tb\\", r#""a\tb\\""#),
            ("\u{200b}\n", r#""\u{200b}\n""#),
        ] {
            assert_eq!(rust_literal(text), literal);
        }
    }

    #[test]
    fn more_hashes_than_rust_allows_are_not_written() {
        let text = format!("\"{}", "#".repeat(300));
        assert!(rust_literal(&text).starts_with("\"\\\"#"));
    }

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(
            one_line(" a\nb\r\n\u{1b}[31mc\u{2066} "),
            "a b  \\u{1b}[31mc\\u{2066}"
        );
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("abcd", 4), "abcd");
    }
}
