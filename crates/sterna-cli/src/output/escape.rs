//! Names from databases and messages, made harmless for a terminal.

/// The text with control characters, and those that turn the direction of writing, spelt out:
/// a table called `\u{1b}[2J` must not clear the screen.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if is_dangerous(character) {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// The same, but line ends and tabs of a text of several lines stay.
pub fn escape_lines(text: &str) -> String {
    let escaped: Vec<_> = text
        .split('\n')
        .map(|line| {
            let parts: Vec<_> = line
                .trim_end_matches('\r')
                .split('\t')
                .map(escape)
                .collect();
            parts.join("\t")
        })
        .collect();
    escaped.join("\n")
}

/// Control characters (C0, DEL, C1), and the marks behind "Trojan Source"
/// (<https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>).
fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_is_spelt_out() {
        assert_eq!(
            escape("a\u{1b}[2Jb\r\n\u{202e}"),
            "a\\u{1b}[2Jb\\r\\n\\u{202e}"
        );
        assert_eq!(escape_lines("a\r\n\tb\u{7}"), "a\n\tb\\u{7}");
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        let text = "naïve \"quotes\" C:\\投稿 ☂";
        assert_eq!(escape(text), text);
        assert_eq!(escape_lines(text), text);
    }
}
