//! The tokens of a text with their places, and a cursor that walks them.
//!
//! The tokenizer is that of the `sqlite3-parser` crate, a port of SQLite's own. Comments and
//! blanks are between tokens and therefore in nobody's way.

use sqlite3_parser::dialect::TokenType::{
    self, TK_COMMA, TK_DOT, TK_EOF, TK_EXISTS, TK_IF, TK_LP, TK_NOT, TK_RP, TK_SEMI,
};
use sqlite3_parser::lexer::Scanner;
use sqlite3_parser::lexer::sql::Tokenizer;

use super::text::Span;
use super::{ReadError, quote};

/// The deepest nesting that is read. It bounds every recursion here, so that a stack of 2 MiB,
/// which threads have, is enough in a build without optimisation too. SQLite's own limit is
/// higher (<https://www.sqlite.org/limits.html#max_expr_depth>), what people write far lower.
pub(super) const DEEPEST: usize = 400;

/// A token and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: TokenType,
    pub span: Span,
}

/// All tokens of a text.
pub(super) fn scan(sql: &str) -> Result<Vec<Token>, ReadError> {
    let mut scanner = Scanner::new(Tokenizer::new());
    let mut tokens = Vec::with_capacity(sql.len() / 6);
    let mut depth = 0_usize;
    while let (start, Some((_, kind)), end) = scanner.scan(sql.as_bytes()).map_err(syntax)? {
        match kind {
            TK_LP => depth += 1,
            TK_RP => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(ReadError::TooDeep { limit: DEEPEST });
        }
        let span = Span::new(start, end);
        tokens.push(Token { kind, span });
    }
    Ok(tokens)
}

/// The parser's error as ours.
pub(super) fn syntax(error: impl std::fmt::Display) -> ReadError {
    ReadError::Syntax {
        reason: error.to_string(),
    }
}

/// A walk over tokens.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    sql: &'t str,
    tokens: &'t [Token],
    at: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(sql: &'t str, tokens: &'t [Token]) -> Self {
        Self { sql, tokens, at: 0 }
    }

    /// The kind of the next token; the end of the text has a kind too.
    pub fn peek(&self) -> TokenType {
        self.peek_after(0)
    }

    /// The kind of the token that follows the next `count` ones.
    pub fn peek_after(&self, count: usize) -> TokenType {
        self.tokens
            .get(self.at + count)
            .map_or(TK_EOF, |token| token.kind)
    }

    /// The place of the next token; an empty one at the end of the text.
    pub fn place(&self) -> Span {
        self.tokens
            .get(self.at)
            .map_or(Span::new(self.sql.len(), self.sql.len()), |t| t.span)
    }

    /// The place of the token that was taken last.
    pub fn last(&self) -> Span {
        self.at
            .checked_sub(1)
            .map_or(Span::default(), |last| self.tokens[last].span)
    }

    /// Takes the next token, whatever it is.
    pub fn take(&mut self) -> Result<Span, ReadError> {
        let token = self.tokens.get(self.at).ok_or_else(|| self.astray())?;
        self.at += 1;
        Ok(token.span)
    }

    /// Takes the next token if it is of that kind.
    pub fn take_if(&mut self, kind: TokenType) -> Option<Span> {
        if self.peek() != kind {
            return None;
        }
        self.take().ok()
    }

    /// Takes the next token, which must be of that kind.
    pub fn expect(&mut self, kind: TokenType) -> Result<Span, ReadError> {
        self.take_if(kind).ok_or_else(|| self.astray())
    }

    /// Takes the next tokens, which must be of these kinds.
    pub fn expect_all<const N: usize>(&mut self, kinds: [TokenType; N]) -> Result<(), ReadError> {
        kinds
            .into_iter()
            .try_for_each(|kind| self.expect(kind).map(drop))
    }

    /// Takes the next tokens if they are of these kinds.
    pub fn take_all<const N: usize>(&mut self, kinds: [TokenType; N]) -> bool {
        let found = kinds
            .iter()
            .enumerate()
            .all(|(n, kind)| self.peek_after(n) == *kind);
        if found {
            self.at += N;
        }
        found
    }

    /// Takes the next token, which must be a name that stands for `name`.
    pub fn expect_name(&mut self, name: &str) -> Result<Span, ReadError> {
        let expected = quote::unquoted(name);
        let found = quote::unquoted(self.place().of(self.sql));
        if found == expected {
            self.take()
        } else {
            Err(self.astray())
        }
    }

    /// Takes what may stand before an object's name: `IF NOT EXISTS` and a schema's name.
    pub fn take_qualifiers(&mut self) -> Result<(), ReadError> {
        self.take_all([TK_IF, TK_NOT, TK_EXISTS]);
        if self.peek_after(1) == TK_DOT {
            self.take()?;
            self.take()?;
        }
        Ok(())
    }

    /// Takes a parenthesised group and returns what stands inside.
    pub fn group(&mut self) -> Result<Inside<'t>, ReadError> {
        let open = self.expect(TK_LP)?;
        let first = self.at;
        let mut depth = 1_usize;
        while depth > 0 {
            match self.peek() {
                TK_LP => depth += 1,
                TK_RP => depth -= 1,
                _ => {}
            }
            self.take()?;
        }
        Ok(Inside {
            sql: self.sql,
            tokens: &self.tokens[first..self.at - 1],
            open: open.end,
        })
    }

    /// The error that says where tokens and tree part.
    pub fn astray(&self) -> ReadError {
        let place = self.place();
        let found = if place.is_empty() {
            "the end"
        } else {
            place.of(self.sql)
        };
        ReadError::Misaligned {
            at: format!("byte {} ({found})", place.start),
        }
    }

    /// Whether nothing but semicolons is left.
    pub fn is_done(&self) -> bool {
        self.tokens[self.at..]
            .iter()
            .all(|token| token.kind == TK_SEMI)
    }

    /// From the next token to the last that is no semicolon, taking them all.
    pub fn rest(&mut self) -> Span {
        let start = self.place();
        let rest = &self.tokens[self.at..];
        let last = rest.iter().rfind(|token| token.kind != TK_SEMI);
        self.at = self.tokens.len();
        last.map_or(Span::new(start.start, start.start), |last| {
            start.until(last.span)
        })
    }
}

/// What stands between two parentheses.
pub(super) struct Inside<'t> {
    sql: &'t str,
    pub tokens: &'t [Token],
    open: usize,
}

impl<'t> Inside<'t> {
    /// From the first token to the last.
    pub fn span(&self) -> Span {
        span_of(self.tokens).unwrap_or(Span::new(self.open, self.open))
    }

    /// The tokens between the commas that are not themselves in parentheses.
    pub fn terms(&self) -> Vec<&'t [Token]> {
        let mut depth = 0_usize;
        let mut terms = Vec::new();
        let mut first = 0;
        for (at, token) in self.tokens.iter().enumerate() {
            match token.kind {
                TK_LP => depth += 1,
                TK_RP => depth -= 1,
                TK_COMMA if depth == 0 => {
                    terms.push(&self.tokens[first..at]);
                    first = at + 1;
                }
                _ => {}
            }
        }
        terms.push(&self.tokens[first..]);
        terms
    }

    /// The places of the terms, of which there must be as many as `count`.
    pub fn spans(&self, count: usize) -> Result<Vec<Span>, ReadError> {
        let spans: Option<Vec<_>> = self.terms().into_iter().map(span_of).collect();
        let fits = spans.filter(|spans| spans.len() == count);
        fits.ok_or_else(|| Cursor::new(self.sql, self.tokens).astray())
    }
}

/// From the first token to the last; nothing for no tokens.
pub(super) fn span_of(tokens: &[Token]) -> Option<Span> {
    Some(tokens.first()?.span.until(tokens.last()?.span))
}
