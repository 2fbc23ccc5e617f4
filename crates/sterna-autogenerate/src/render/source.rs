//! Rust source as a small tree, laid out the way rustfmt would lay it out.
//!
//! The tree knows words, calls, chains of calls and arrays: all that a revision is made of. It
//! follows rustfmt's default widths, so that formatting the text afterwards rarely changes it.
//! It knows nothing of schemas.

use crate::text::{rust_literal, sql_literal};

const LINE: usize = 100;
/// rustfmt's width for the arguments of a call, a chain, and an array.
const GROUP: usize = 60;
const STEP: usize = 4;

/// A piece of source.
#[derive(Clone, Debug)]
pub(super) enum Code {
    /// A literal or a name, as it stands.
    Word(String),
    /// `name(argument, …)`
    Call(String, Vec<Code>),
    /// `head.call(…).call(…)`
    Chain(Box<Code>, Vec<Code>),
    /// `[item, …]`
    Array(Vec<Code>),
    /// `Name { field: value, … }`
    Struct(&'static str, Vec<(&'static str, Code)>),
}

/// A name or number, as it stands.
pub(super) fn word(word: impl Into<String>) -> Code {
    Code::Word(word.into())
}

/// A string literal that means exactly this text.
pub(super) fn text(text: &str) -> Code {
    Code::Word(rust_literal(text))
}

/// A string literal that means exactly this SQL.
pub(super) fn sql(sql: &str) -> Code {
    Code::Word(sql_literal(sql))
}

/// An array of string literals.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Code {
    Code::Array(texts.into_iter().map(text).collect())
}

/// A call.
pub(super) fn call(name: impl Into<String>, arguments: impl IntoIterator<Item = Code>) -> Code {
    Code::Call(name.into(), arguments.into_iter().collect())
}

impl Code {
    /// The same, with a method called on it.
    pub(super) fn then(
        self,
        method: impl Into<String>,
        arguments: impl IntoIterator<Item = Code>,
    ) -> Self {
        let next = call(method, arguments);
        match self {
            Self::Chain(head, mut calls) => {
                calls.push(next);
                Self::Chain(head, calls)
            }
            head => Self::Chain(Box::new(head), vec![next]),
        }
    }

    /// The source, where it begins at `used` columns of a line that is indented by `indent`, and
    /// `reserve` more characters follow it.
    pub(super) fn lay_out(&self, indent: usize, used: usize, reserve: usize) -> String {
        let fits = |flat: &String| used + width(flat) + reserve <= LINE;
        if let Some(flat) = self.flat().filter(fits) {
            return flat;
        }
        match self {
            Self::Word(word) => word.clone(),
            Self::Call(name, arguments) => format!("{name}({})", broken(arguments, indent)),
            Self::Array(items) => format!("[{}]", lines(items, indent)),
            Self::Struct(name, fields) => {
                let fields = fields.iter().map(|(field, value)| {
                    let value = value.lay_out(indent + STEP, indent + STEP + field.len() + 2, 1);
                    word(format!("{field}: {value}"))
                });
                format!("{name} {{{}}}", lines(&fields.collect::<Vec<_>>(), indent))
            }
            Self::Chain(head, calls) => chain(head, calls, indent, used, reserve),
        }
    }

    /// The source in one line, where rustfmt would have it so.
    fn flat(&self) -> Option<String> {
        match self {
            Self::Word(word) => (!word.contains('\n')).then(|| word.clone()),
            Self::Call(name, arguments) => {
                let arguments = match &arguments[..] {
                    // rustfmt counts a call's only argument as part of the line, unless it is
                    // a literal.
                    [only @ (Self::Call(..) | Self::Array(_) | Self::Chain(..))] => only.flat()?,
                    several => flat_group(several)?,
                };
                Some(format!("{name}({arguments})"))
            }
            Self::Array(items) => Some(format!("[{}]", flat_group(items)?)),
            // No struct that a revision names fits the 18 characters that rustfmt grants it.
            Self::Struct(..) => None,
            Self::Chain(head, calls) => {
                let mut line = head.flat()?;
                for call in calls {
                    line = format!("{line}.{}", call.flat()?);
                }
                (calls.len() == 1 || width(&line) <= GROUP).then_some(line)
            }
        }
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn flat_group(items: &[Code]) -> Option<String> {
    let flat: Option<Vec<_>> = items.iter().map(Code::flat).collect();
    flat.map(|flat| flat.join(", "))
        .filter(|line| width(line) <= GROUP)
}

/// The arguments of a call that does not fit in one line.
fn broken(arguments: &[Code], indent: usize) -> String {
    match arguments {
        // A call or an array as the only argument opens on the line of its call.
        [only @ (Code::Call(..) | Code::Array(_))] if only.flat().is_none() => {
            only.lay_out(indent, LINE, 0)
        }
        arguments => lines(arguments, indent),
    }
}

/// One item a line.
fn lines(items: &[Code], indent: usize) -> String {
    let inner = indent + STEP;
    let items = items.iter().map(|item| {
        let item = item.lay_out(inner, inner, 1);
        format!("\n{:inner$}{item},", "")
    });
    format!("{}\n{:indent$}", items.collect::<String>(), "")
}

/// One call a line; the first stays on the line of a head that is no wider than a step.
fn chain(head: &Code, calls: &[Code], indent: usize, used: usize, reserve: usize) -> String {
    let mut source = head.lay_out(indent, used, 0);
    let joins = width(&source) <= STEP || calls.len() == 1;
    let (first, rest) = calls.split_at(usize::from(joins));
    for call in first {
        let column = used + width(&source) + 1;
        source = format!("{source}.{}", call.lay_out(indent, column, reserve));
    }
    // After a closing parenthesis of its own, the chain goes on below it.
    let closes = source.contains('\n') && source.ends_with(')');
    let inner = if closes { indent } else { indent + STEP };
    for call in rest {
        let call = call.lay_out(inner, inner + 1, reserve);
        source = format!("{source}\n{:inner$}.{call}", "");
    }
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_in_one_line() {
        let code = word("t").then("add_column", [call("string", [text("slug")])]);
        let code = code.then("backfill", [text("''")]);
        assert_eq!(
            code.lay_out(8, 8, 1),
            r#"t.add_column(string("slug")).backfill("''")"#
        );
    }

    #[test]
    fn a_long_chain_is_one_call_a_line() {
        let code = call("table", [text("sessions")])
            .then("column", [call("uuid", [text("id")])])
            .then(
                "column",
                [call("timestamp_with_time_zone", [text("expires_at")])],
            );
        let statement = word("op").then("create_table", [code]);
        let expected = r#"op.create_table(
        table("sessions")
            .column(uuid("id"))
            .column(timestamp_with_time_zone("expires_at")),
    )"#;
        assert_eq!(statement.lay_out(4, 4, 1), expected);
    }

    #[test]
    fn a_chain_goes_on_below_a_closing_parenthesis() {
        let column = |name| call("timestamp_with_time_zone_null", [text(name)]);
        let code = word("t").then("alter_column", [column("expires_at"), column("expires_at")]);
        let code = code.then("using", [text("x")]);
        let expected = r#"t.alter_column(
            timestamp_with_time_zone_null("expires_at"),
            timestamp_with_time_zone_null("expires_at"),
        )
        .using("x")"#;
        assert_eq!(code.lay_out(8, 8, 1), expected);
    }
}
