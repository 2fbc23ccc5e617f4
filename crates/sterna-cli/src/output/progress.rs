//! What a run says while it works, on standard error and for people only.

use std::io::{self, IsTerminal, Write};

use sterna::{Event, Observer};

use super::{ASIDE, escape, painted};
use crate::arguments::Global;

/// Tells a person what takes time. At a terminal one line is written over and over and is gone
/// at the end; elsewhere only a wait for a lock is told.
#[derive(Debug)]
pub struct Progress {
    silent: bool,
    terminal: bool,
}

/// Back to the start of the line, and nothing right of it.
const ERASE: &str = "\r\u{1b}[2K";

impl Progress {
    /// Progress of the process.
    pub fn standard(global: &Global) -> Self {
        Self {
            silent: global.quiet || global.json,
            terminal: io::stderr().is_terminal(),
        }
    }

    fn text(&self, event: &Event<'_>) -> String {
        match event {
            Event::WaitingForLock { timeout } => format!(
                "waiting up to {} s for another process that writes to the database\n",
                timeout.as_secs()
            ),
            Event::RevisionStarted {
                revision,
                number,
                total,
                ..
            } if self.terminal => {
                let words = format!("{number}/{total}  {}  {}", revision.id, revision.message);
                format!("{ERASE}{}", painted(ASIDE, escape(&words)))
            }
            Event::RevisionFinished { .. } if self.terminal => ERASE.to_owned(),
            _ => String::new(),
        }
    }
}

impl Observer for Progress {
    fn observe(&self, event: &Event<'_>) {
        let text = if self.silent {
            String::new()
        } else {
            self.text(event)
        };
        if !text.is_empty() {
            // Nobody may listen any longer, and the work goes on.
            drop(anstream::stderr().write_all(text.as_bytes()));
        }
    }
}
