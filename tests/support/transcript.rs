//! What was done in a system, as a text that is the same in every run.
//!
//! Ids that a run makes, times, durations and the scratch folder's path are replaced by others of
//! the same shape, so that the text still reads like a session.

use std::fmt::Write as _;
use std::path::Path;

use crate::Outcome;

/// The shapes of the times that commands print, `0` standing for any digit, and what is shown.
const TIMES: [(&str, &str); 6] = [
    ("0000-00-00T00:00:00.000Z", "2026-01-01T00:00:00.000Z"),
    ("0000-00-00T00:00:00Z", "2026-01-01T00:00:00Z"),
    ("0000-00-00 00:00:00", "2026-01-01 00:00:00"),
    ("00000000T000000Z", "20260101T000000Z"),
    ("00000000_000000", "20260101_000000"),
    ("00000000-000000", "20260101-000000"),
];

/// A growing transcript.
pub(crate) struct Transcript {
    text: String,
    hidden: Vec<(String, String)>,
    /// How many ids were given a readable one.
    ids: usize,
}

impl Transcript {
    /// An empty one, in which that folder is called `~`.
    pub(crate) fn new(scratch: &Path) -> Self {
        Self {
            text: String::new(),
            hidden: vec![(scratch.display().to_string(), "~".to_owned())],
            ids: 0,
        }
    }

    pub(crate) fn hide(&mut self, text: &str, shown: &str) {
        self.hidden.push((text.to_owned(), shown.to_owned()));
    }

    pub(crate) fn section(&mut self, title: &str) {
        let line = "=".repeat(title.chars().count());
        let above = if self.text.is_empty() { "" } else { "\n" };
        write!(self.text, "{above}{title}\n{line}\n\n").expect("a string grows");
    }

    pub(crate) fn say(&mut self, text: &str) {
        let text = text.lines().map(|line| format!("# {line}\n"));
        self.text.extend(text);
    }

    pub(crate) fn line(&mut self, line: &str, outcome: &Outcome) {
        let mut said = format!("$ {line}\n{}{}", outcome.stdout, outcome.stderr);
        if !said.ends_with('\n') {
            said.push('\n');
        }
        match outcome.code {
            Some(0) => {}
            Some(code) => writeln!(said, "[exit code {code}]").expect("a string grows"),
            None => said.push_str("[killed]\n"),
        }
        let said = self.settled(&said);
        self.text.push_str(&said);
        self.text.push('\n');
    }

    pub(crate) fn sql(&mut self, database: &str, sql: &str) {
        writeln!(self.text, "$ sqlite3 {database} \"{sql}\"\n").expect("a string grows");
    }

    /// Shows an edit as a diff does, the lines that both texts begin and end with once.
    pub(crate) fn edit(&mut self, file: &str, from: &str, to: &str) {
        let (from, to): (Vec<_>, Vec<_>) = (from.lines().collect(), to.lines().collect());
        let same = |(a, b): &(&&str, &&str)| a == b;
        let above = from.iter().zip(&to).take_while(same).count();
        let (rest_from, rest_to) = (&from[above..], &to[above..]);
        let below = rest_from.iter().rev().zip(rest_to.iter().rev());
        let below = below.take_while(same).count();
        let marked = |mark: char, lines: &[&str]| {
            let lines = lines.iter().map(|line| format!("{mark} {line}"));
            lines
                .map(|line| line.trim_end().to_owned() + "\n")
                .collect::<String>()
        };
        let diff = [
            marked(' ', &from[..above]),
            marked('-', &rest_from[..rest_from.len() - below]),
            marked('+', &rest_to[..rest_to.len() - below]),
            marked(' ', &rest_to[rest_to.len() - below..]),
        ];
        let shown = self.settled(&format!("{file}:\n{}\n", diff.concat()));
        self.text.push_str(&shown);
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The text without what differs from run to run.
    fn settled(&mut self, text: &str) -> String {
        self.name_ids(text);
        let mut text = text.to_owned();
        for (hidden, shown) in &self.hidden {
            text = text.replace(hidden, shown);
        }
        let lines = text.lines().map(without_times);
        let lines: Vec<_> = lines.map(|line| without_duration(&line)).collect();
        with_durations_alike(&lines)
    }

    /// Gives every new id of a revision one that is readable: `111111111111`, `222222222222` …
    fn name_ids(&mut self, text: &str) {
        for word in text.split(|letter: char| !letter.is_ascii_alphanumeric()) {
            let is_id = word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_id && !self.hidden.iter().any(|(hidden, _)| hidden == word) {
                self.ids += 1;
                let digit = char::from_digit(self.ids as u32 % 16, 16).expect("a digit");
                let shown = digit.to_string().repeat(12);
                self.hide(word, &shown);
            }
        }
    }
}

/// Every time of the line at midnight of the first of January.
fn without_times(line: &str) -> String {
    let mut settled = String::new();
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        match TIMES.iter().find(|(shape, _)| matches(rest, shape)) {
            Some((_, shown)) => {
                settled.push_str(shown);
                rest = without_number(&rest[shown.len()..]);
            }
            None => {
                settled.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    settled
}

/// The rest of a file's name without the `-2` of a second one in the same second.
fn without_number(rest: &str) -> &str {
    let number = rest.strip_prefix('-').unwrap_or_default();
    let end = number.trim_start_matches(|letter: char| letter.is_ascii_digit());
    match end.len() < number.len() {
        true => end,
        false => rest,
    }
}

fn matches(text: &str, shape: &str) -> bool {
    let alike = |(byte, pattern): (u8, u8)| match pattern {
        b'0' => byte.is_ascii_digit(),
        _ => byte == pattern,
    };
    text.len() >= shape.len() && text.bytes().zip(shape.bytes()).all(alike)
}

/// A line that ends in a duration after other words, `by ada, 3 ms`, with `1 ms` there.
fn without_duration(line: &str) -> String {
    let before = line
        .strip_suffix(" ms")
        .and_then(|rest| rest.rsplit_once(", "));
    match before {
        Some((before, number)) if number.parse::<f64>().is_ok() => format!("{before}, 1 ms"),
        _ => line.to_owned(),
    }
}

/// The lines with every duration as `1 ms`, one below the other as they were printed: the width of
/// their column is that of the longest.
fn with_durations_alike(lines: &[String]) -> String {
    let parts: Vec<_> = lines.iter().map(|line| around_duration(line)).collect();
    let widths = parts
        .iter()
        .flatten()
        .map(|(before, _)| before.chars().count());
    let width = widths.max().unwrap_or_default();
    let lines = lines.iter().zip(parts).map(|(line, parts)| match parts {
        Some((before, after)) => format!("{before:width$}  1 ms  {after}")
            .trim_end()
            .to_owned(),
        None => line.clone(),
    });
    lines.map(|line| line + "\n").collect()
}

/// What stands before and after a duration that has blanks around it.
fn around_duration(line: &str) -> Option<(&str, &str)> {
    let unit = line
        .find(" ms  ")
        .or(line.strip_suffix(" ms").map(str::len))?;
    let (before, number) = line[..unit].rsplit_once("  ")?;
    number.trim().parse::<f64>().ok()?;
    Some((before.trim_end(), line[unit + 3..].trim_start()))
}
