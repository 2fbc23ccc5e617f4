//! How a revision may be written: the syntax alone, with no graph to look in.
//!
//! `[BRANCH@][SYMBOL][+N|-N]`, where the symbol is `head`, `heads`, `base`, `current`, an id, the
//! beginning of an id, or a label; and `[NAME]:[NAME]` for a range.

use super::GraphError;

/// Words that mean something by themselves, and so cannot be an id or a label.
const RESERVED: [&str; 4] = ["head", "heads", "base", "current"];

/// A range of revisions as it was written, `FROM:TO`, with either end left out or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range<'a> {
    /// The lower end; none means from the start.
    pub from: Option<&'a str>,
    /// The upper end; none means up to all heads.
    pub to: Option<&'a str>,
}

impl<'a> Range<'a> {
    /// Reads `A:B`, `A:`, `:B` or `:`.
    ///
    /// # Errors
    ///
    /// The text has no colon, or several.
    pub fn parse(text: &'a str) -> Result<Self, GraphError> {
        match text.split_once(':') {
            Some((from, to)) if !to.contains(':') => Ok(Self {
                from: present(from),
                to: present(to),
            }),
            _ => Err(GraphError::InvalidRange { asked: text.into() }),
        }
    }
}

/// The name of one or several revisions, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// All of it.
    pub(super) asked: &'a str,
    /// What stands before `@`.
    pub(super) branch: Option<&'a str>,
    /// What the offset counts from; none: from where the database is.
    pub(super) symbol: Option<Symbol<'a>>,
    /// How many revisions up (or, negative, down) from there.
    pub(super) offset: Option<i64>,
}

/// What a name counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol<'a> {
    Head,
    Heads,
    Base,
    Current,
    /// An id, the beginning of one, or a label.
    Named(&'a str),
}

impl<'a> Name<'a> {
    pub(super) fn parse(asked: &'a str) -> Result<Self, GraphError> {
        let (branch, rest) = match asked.split_once('@') {
            Some((branch, rest)) => (Some(branch), rest),
            None => (None, asked),
        };
        let (symbol, offset) = split_offset(rest);
        let name = Self {
            asked,
            branch,
            symbol: present(symbol).map(Symbol::read),
            offset,
        };
        name.refuse_nonsense()
    }

    /// The offset of a name that says nothing else, such as `-2` or `left@+1`.
    pub(super) fn bare_offset(&self) -> Option<i64> {
        self.offset.filter(|_| self.symbol.is_none())
    }

    /// Whether its meaning hangs on what is applied: `current`, `+N`.
    pub(super) fn counts_from_applied(&self) -> bool {
        match self.symbol {
            Some(symbol) => symbol == Symbol::Current,
            None => self.offset.is_some_and(|offset| offset >= 0),
        }
    }

    fn refuse_nonsense(self) -> Result<Self, GraphError> {
        let asked = self.asked.to_owned();
        if asked.contains(':') {
            return Err(GraphError::RangeNotAllowed { asked });
        }
        let empty = self.symbol.is_none() && self.offset.is_none();
        if empty || self.branch == Some("") || asked.matches('@').count() > 1 {
            return Err(GraphError::InvalidName { asked });
        }
        Ok(self)
    }
}

impl<'a> Symbol<'a> {
    fn read(text: &'a str) -> Self {
        match text {
            "head" => Self::Head,
            "heads" => Self::Heads,
            "base" => Self::Base,
            "current" => Self::Current,
            _ => Self::Named(text),
        }
    }
}

/// Whether a word already means something by itself.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// The characters of an id that an id may not have, each once.
pub(super) fn illegal_in_id(id: &str) -> Vec<char> {
    illegal(id, "_.")
}

/// The characters of a label that a label may not have, each once.
pub(super) fn illegal_in_label(label: &str) -> Vec<char> {
    illegal(label, "_.-")
}

/// Whether the text ends as a relative name does, so that a label cannot be called so.
pub(super) fn ends_in_offset(text: &str) -> bool {
    split_offset(text).1.is_some()
}

/// Letters and digits of ASCII and the few given: ids land in SQL, in Rust source, in shells.
fn illegal(text: &str, also_legal: &str) -> Vec<char> {
    let mut found = Vec::new();
    for character in text.chars() {
        let legal = character.is_ascii_alphanumeric() || also_legal.contains(character);
        if !legal && !found.contains(&character) {
            found.push(character);
        }
    }
    found
}

/// Cuts a trailing `+N` or `-N` off.
fn split_offset(text: &str) -> (&str, Option<i64>) {
    let Some(sign) = text.rfind(['+', '-']) else {
        return (text, None);
    };
    let digits = &text[sign + 1..];
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return (text, None);
    }
    // More steps than any history has: too far, as any other number that is too large.
    let count = digits.parse().unwrap_or(i64::MAX);
    let offset = if text[sign..].starts_with('-') {
        -count
    } else {
        count
    };
    (&text[..sign], Some(offset))
}

fn present(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
