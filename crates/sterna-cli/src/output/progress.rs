//! What a run says while it works, on standard error and for people only.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use sterna::{Event, Observer};

use super::escape;
use crate::arguments::Global;

/// Tells a person what takes time. At a terminal one line is written over and over and is gone
/// at the end; elsewhere only a wait for a lock is told.
#[derive(Debug)]
pub struct Progress {
    silent: bool,
    terminal: bool,
    /// The line of the revision that runs, at a terminal.
    line: Mutex<Option<Line>>,
}

/// A line that moves as long as the revision runs.
#[derive(Debug)]
struct Line {
    bar: ProgressBar,
    /// `2/5  9c41d0be3f2a  posts get a slug`
    revision: String,
}

/// After this time in a statement that says nothing of its rows, a reader may be the reason: where
/// there is no write-ahead log, changes that outgrow SQLite's cache wait for whoever reads, and
/// SQLite does not say that they do (<https://www.sqlite.org/lockingv3.html>).
const SUSPICIOUS: Duration = Duration::from_secs(5);

/// How long something may take in silence, and how often the line moves from then on.
const TICK: Duration = Duration::from_millis(120);

impl Progress {
    /// Progress of the process.
    pub fn standard(global: &Global) -> Self {
        Self {
            silent: global.quiet || global.json,
            terminal: io::stderr().is_terminal(),
            line: Mutex::new(None),
        }
    }

    fn show(&self, event: &Event<'_>) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::RevisionStarted {
                revision,
                number,
                total,
                ..
            } => {
                let words = format!("{number}/{total}  {}  {}", revision.id, revision.message);
                *line = Some(Line::new(escape(&words)));
            }
            Event::CopyStarted { bytes } => *line = Some(Line::new(copying(*bytes))),
            Event::RevisionFinished { .. } | Event::CopyFinished => *line = None,
            Event::Statement { purpose, .. } => line.iter().for_each(|line| line.purpose(purpose)),
            Event::RowsWritten { rows, total, .. } => {
                line.iter().for_each(|line| line.rows(*rows, *total));
            }
            _ => {}
        }
    }
}

impl Line {
    fn new(revision: String) -> Self {
        let bar = ProgressBar::new_spinner();
        bar.set_style(style("{spinner} {msg}"));
        bar.set_message(revision.clone());
        bar.enable_steady_tick(TICK);
        Self { bar, revision }
    }

    fn purpose(&self, purpose: &str) {
        let words = |state: &ProgressState, to: &mut dyn fmt::Write| {
            to.write_str(&hint(state.elapsed())).unwrap_or_default();
        };
        self.bar
            .set_style(style("{spinner} {msg}{hint}").with_key("hint", words));
        self.bar.reset_elapsed();
        self.bar
            .set_message(format!("{}: {}", self.revision, escape(purpose)));
    }

    fn rows(&self, rows: u64, total: Option<u64>) {
        match total {
            Some(total) => {
                self.bar.set_style(style(
                    "{spinner} {msg}  [{bar:20}] {human_pos} of {human_len} rows, {eta}",
                ));
                self.bar.set_length(total);
            }
            None => self
                .bar
                .set_style(style("{spinner} {msg}  {human_pos} rows")),
        }
        self.bar.set_position(rows);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn hint(elapsed: Duration) -> String {
    match elapsed > SUSPICIOUS {
        true => format!(
            "  {} s; whoever reads the database may hold it up",
            elapsed.as_secs()
        ),
        false => String::new(),
    }
}

fn copying(bytes: Option<u64>) -> String {
    let size = bytes.map(|bytes| format!(", {}", indicatif::DecimalBytes(bytes)));
    format!("copying the database{}", size.unwrap_or_default())
}

/// Without colour: there is none to carry meaning here.
fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.progress_chars("=> ").tick_chars("|/-\\ ")
}

/// What is told also where there is no terminal.
fn text(event: &Event<'_>) -> Option<String> {
    match event {
        Event::WaitingForLock { timeout } => Some(format!(
            "waiting up to {} s for another process that writes to the database\n",
            timeout.as_secs()
        )),
        Event::WaitingForReaders { timeout } => Some(format!(
            "waiting up to {} s to commit, for another process that reads the database\n",
            timeout.as_secs()
        )),
        _ => None,
    }
}

impl Observer for Progress {
    fn observe(&self, event: &Event<'_>) {
        if self.silent {
            return;
        }
        if let Some(text) = text(event) {
            // Nobody may listen any longer, and the work goes on.
            drop(anstream::stderr().write_all(text.as_bytes()));
        }
        if self.terminal {
            self.show(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_says_how_much_it_copies() {
        assert_eq!(copying(Some(2_400_000)), "copying the database, 2.40 MB");
        assert_eq!(copying(None), "copying the database");
    }

    #[test]
    fn a_statement_that_stands_still_says_what_may_be_the_reason() {
        assert_eq!(hint(Duration::from_secs(1)), "");
        let said = hint(Duration::from_secs(12));
        assert_eq!(said, "  12 s; whoever reads the database may hold it up");
    }

    #[test]
    fn a_line_goes_when_its_copy_is_made() {
        let global = Global::default();
        let progress = Progress {
            terminal: true,
            ..Progress::standard(&global)
        };
        progress.observe(&Event::CopyStarted { bytes: None });
        assert!(progress.line.lock().unwrap().is_some());
        progress.observe(&Event::CopyFinished);
        assert!(progress.line.lock().unwrap().is_none());
    }

    #[test]
    fn the_templates_are_templates() {
        for template in [
            "{spinner} {msg}",
            "{spinner} {msg}{hint}",
            "{spinner} {msg}  {human_pos} rows",
            "{spinner} {msg}  [{bar:20}] {human_pos} of {human_len} rows, {eta}",
        ] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
