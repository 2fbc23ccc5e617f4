//! Questions to a person at a terminal.

use dialoguer::{Confirm, Input};
use sterna_autogenerate::BackfillNeed;
use sterna_dialect::sqlite::expression::expression;

use crate::backfill::BackfillError;
use crate::output::escape;

/// Someone who can be asked.
pub trait Prompt {
    /// The SQL expression for the rows that exist when this column is added.
    ///
    /// # Errors
    ///
    /// Nobody answered.
    fn backfill(&self, need: &BackfillNeed) -> Result<String, BackfillError>;

    /// Whether a person agrees; no answer is none.
    fn agrees(&self, question: &str) -> bool;
}

/// A person at a terminal.
pub struct Terminal;

impl Prompt for Terminal {
    fn backfill(&self, need: &BackfillNeed) -> Result<String, BackfillError> {
        let name = escape(&need.name());
        Input::new()
            .with_prompt(format!(
                "{name} is NOT NULL and has no default. SQL for the rows that exist ('' or 0 or …)"
            ))
            .validate_with(is_expression)
            .interact_text()
            .map_err(|_| BackfillError::Unanswered)
    }

    fn agrees(&self, question: &str) -> bool {
        let question = Confirm::new().with_prompt(escape(question)).default(false);
        question.interact().unwrap_or(false)
    }
}

#[expect(clippy::ptr_arg, reason = "the signature is dialoguer's")]
fn is_expression(sql: &String) -> Result<(), String> {
    match expression(sql) {
        Ok(_) => Ok(()),
        Err(error) => Err(escape(&error.to_string())),
    }
}
