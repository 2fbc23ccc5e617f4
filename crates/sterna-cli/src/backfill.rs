//! Values for the rows that exist: given as options, else asked for, else missed.
//!
//! What needs a value, and where it goes, is the engine's business. An empty database never needs
//! one and a full one always does, so they are asked for in any case.

use sterna_autogenerate::{Backfill, BackfillNeed};
use thiserror::Error;

use crate::error::Error;
use crate::output::escape;
use crate::prompt::Prompt;

/// Why a revision is not written.
#[derive(Debug, Error)]
pub enum BackfillError {
    /// Columns that nobody gave a value for.
    #[error("{}", missing_words(.0))]
    Missing(Vec<BackfillNeed>),
    /// The person at the terminal gave up.
    #[error("no value was given")]
    Unanswered,
}

fn missing_words(needs: &[BackfillNeed]) -> String {
    let names: Vec<_> = needs.iter().map(|need| escape(&need.name())).collect();
    let (is, has) = if names.len() == 1 {
        ("is", "has")
    } else {
        ("are", "have")
    };
    format!(
        "{} {is} NOT NULL and {has} no default: rows that exist need a value",
        names.join(", ")
    )
}

impl BackfillError {
    /// What to type next.
    pub fn help(&self) -> String {
        match self {
            Self::Missing(needs) => {
                let option = |need: &BackfillNeed| {
                    format!("--backfill \"{}={}\"", escape(&need.name()), need.example)
                };
                let options: Vec<_> = needs.iter().map(option).collect();
                format!(
                    "add {}, with an SQL expression over the row's columns; nothing was written",
                    options.join(" ")
                )
            }
            Self::Unanswered => "nothing was written".to_owned(),
        }
    }
}

/// The answers to what is still needed of every row; none where nothing is.
///
/// # Errors
///
/// There is nobody to ask, or no answer.
pub fn answers(
    needs: &[BackfillNeed],
    prompt: Option<&dyn Prompt>,
) -> Result<Vec<Backfill>, Error> {
    let required: Vec<_> = needs.iter().filter(|need| need.required).cloned().collect();
    match prompt {
        _ if required.is_empty() => Ok(Vec::new()),
        None => Err(BackfillError::Missing(required).into()),
        Some(prompt) => required.iter().map(|need| answer(prompt, need)).collect(),
    }
}

fn answer(prompt: &dyn Prompt, need: &BackfillNeed) -> Result<Backfill, Error> {
    let value = prompt.backfill(need)?;
    Ok(Backfill {
        column: need.name(),
        value: sterna_schema::Expression::new(value),
    })
}

/// What to say of columns whose rows are fine unless they hold NULL.
pub fn notes(needs: &[BackfillNeed]) -> Vec<String> {
    let optional = needs.iter().filter(|need| !need.required);
    let note = |need: &BackfillNeed| {
        let (name, example) = (escape(&need.name()), need.example);
        format!(
            "upgrade refuses rows whose {name} is NULL; --backfill \"{name}={example}\" gives them \
             a value"
        )
    };
    optional.map(note).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    struct Answering(&'static str);

    impl Prompt for Answering {
        fn backfill(&self, _: &BackfillNeed) -> Result<String, BackfillError> {
            Ok(self.0.to_owned())
        }

        fn agrees(&self, _: &str) -> bool {
            false
        }
    }

    fn need(column: &str, required: bool) -> BackfillNeed {
        BackfillNeed {
            table: "posts".to_owned(),
            column: column.to_owned(),
            required,
            example: "''",
        }
    }

    #[test]
    fn without_a_person_the_error_says_what_to_type() {
        let error =
            answers(&[need("slug", true), need("title", false)], None).expect_err("missing");
        assert_eq!(error.exit(), Exit::Refused);
        let words = error.to_string();
        assert!(
            words.starts_with("posts.slug is NOT NULL and has no default"),
            "{words}"
        );
        let help = error.help().expect("help");
        assert!(help.contains("--backfill \"posts.slug=''\""), "{help}");
    }

    #[test]
    fn a_person_is_asked_for_what_is_required() {
        let needs = [need("slug", true), need("title", false)];
        let given = answers(&needs, Some(&Answering("lower(title)"))).expect("answered");
        assert_eq!(given.len(), 1);
        assert_eq!(
            (given[0].column.as_str(), given[0].value.sql()),
            ("posts.slug", "lower(title)")
        );
        assert_eq!(notes(&needs).len(), 1);
    }

    #[test]
    fn nothing_is_asked_where_nothing_is_needed() {
        assert!(
            answers(&[need("title", false)], None)
                .expect("nothing")
                .is_empty()
        );
    }
}
