//! A page of Markdown, as far as the book's tests read it: its fenced blocks, and the comments
//! above them.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use tests::repository;

/// What a block may be. A shell block is `console`; a script of one's own, which is a file, `bash`.
pub const LANGUAGES: [&str; 11] = [
    "console",
    "text",
    "rust",
    "diff",
    "toml",
    "json",
    "sql",
    "yaml",
    "dockerfile",
    "ini",
    "bash",
];

/// What a comment above a block may say.
pub const WORDS: [&str; 7] = [
    "project",
    "run",
    "sql",
    "file",
    "edit",
    "not run",
    "run elsewhere",
];

/// A page with its blocks.
#[derive(Clone)]
pub struct Page {
    pub path: PathBuf,
    /// Its path from the repository.
    pub name: String,
    pub lines: Vec<String>,
    pub blocks: Vec<Block>,
    /// What was written in place of the lines of some blocks.
    replaced: Vec<(Range<usize>, Vec<String>)>,
}

/// A fenced block.
#[derive(Clone)]
pub struct Block {
    /// The line of its opening fence, from 1.
    pub line: usize,
    pub language: String,
    /// What it holds, without the indentation of its fence.
    pub text: String,
    /// What the comments above it say: a word and its value.
    pub told: Vec<(String, String)>,
    body: Range<usize>,
    indent: usize,
}

/// A command of a console block and what it shall print.
pub struct Command {
    pub line: String,
    pub output: Vec<String>,
}

impl Page {
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a readable page");
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let name = path.strip_prefix(repository()).expect("in the repository");
        Self {
            path: path.to_owned(),
            name: name.display().to_string().replace('\\', "/"),
            blocks: blocks(&lines),
            lines,
            replaced: Vec::new(),
        }
    }

    /// What some comment of the page says under that word.
    pub fn told(&self, word: &str) -> Option<&str> {
        self.blocks.iter().find_map(|block| block.told(word))
    }

    /// Puts other lines into a block.
    pub fn replace(&mut self, block: &Block, text: &str) {
        let indent = " ".repeat(block.indent);
        let lines = text.lines().map(|line| format!("{indent}{line}"));
        let lines = lines.map(|line| line.trim_end().to_owned()).collect();
        self.replaced.push((block.body.clone(), lines));
    }

    /// The page, with what was put into its blocks.
    pub fn text(&self) -> String {
        let mut lines = self.lines.clone();
        for (range, with) in self.replaced.iter().rev() {
            lines.splice(range.clone(), with.iter().cloned());
        }
        lines.join("\n") + "\n"
    }
}

impl Block {
    pub fn told(&self, word: &str) -> Option<&str> {
        let told = self.told.iter().find(|(said, _)| said == word);
        told.map(|(_, value)| value.as_str())
    }

    pub fn all_told<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        let told = self.told.iter().filter(move |(said, _)| said == word);
        told.map(|(_, value)| value.as_str())
    }

    pub fn is_left_out(&self) -> bool {
        self.told("not run").is_some() || self.told("run elsewhere").is_some()
    }

    /// Whether it is run, or is a file or an edit of one.
    pub fn does_something(&self) -> bool {
        let has = |word| self.told(word).is_some();
        self.language == "console" || has("file") || has("edit")
    }

    pub fn commands(&self) -> Vec<Command> {
        let mut commands: Vec<Command> = Vec::new();
        for line in self.text.lines() {
            let open = commands.last_mut();
            if let Some(line) = line.strip_prefix("$ ") {
                commands.push(Command {
                    line: line.to_owned(),
                    output: Vec::new(),
                });
            } else if let Some(command) = open {
                command.take(line);
            }
        }
        commands.iter_mut().for_each(Command::end);
        commands
    }
}

impl Command {
    /// One more line: of the command, where it goes on, else of its output.
    fn take(&mut self, line: &str) {
        if self.output.is_empty() && self.line.ends_with('\\') {
            self.line = format!("{}\n{line}", self.line);
        } else {
            self.output.push(line.to_owned());
        }
    }

    /// Blank lines above the next command are no output.
    fn end(&mut self) {
        while self.output.last().is_some_and(|line| line.is_empty()) {
            self.output.pop();
        }
    }
}

fn blocks(lines: &[String]) -> Vec<Block> {
    let (mut blocks, mut told) = (Vec::new(), Vec::new());
    let mut open: Option<Block> = None;
    for (place, line) in lines.iter().enumerate() {
        let content = line.trim_start();
        match (&mut open, content.strip_prefix("```")) {
            (Some(block), Some("")) => {
                block.body.end = place;
                block.text = within(&lines[block.body.clone()], block.indent);
                blocks.extend(open.take());
            }
            (None, Some(language)) => {
                open = Some(Block {
                    line: place + 1,
                    language: language.trim().to_owned(),
                    text: String::new(),
                    told: std::mem::take(&mut told),
                    body: place + 1..place + 1,
                    indent: line.len() - content.len(),
                });
            }
            (None, None) => told.extend(comment(content)),
            (Some(_), _) => {}
        }
    }
    assert!(open.is_none(), "a block has no end");
    blocks
}

fn within(lines: &[String], indent: usize) -> String {
    let lines = lines.iter().map(|line| line.get(indent..).unwrap_or(""));
    lines.map(|line| line.to_owned() + "\n").collect()
}

/// `<!-- word: value -->`
fn comment(line: &str) -> Option<(String, String)> {
    let said = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let (word, value) = said.split_once(": ")?;
    Some((word.to_owned(), value.to_owned()))
}
