//! The book: every shell block of `README.md`, `CONTRIBUTING.md` and `docs/` is run, or says why
//! not, and every link leads somewhere.
//!
//! What a block needs is said in comments above it, which a reader of the page does not see:
//!
//! * `project: reference` or `project: new`, once a page: what its blocks are run in, a copy of the
//!   reference application or what `sterna init` writes.
//! * `run: LINE`, `sql: STATEMENT`: done before the block, the statement on the project's database.
//! * `file: PATH`: the block is that file of the project, and is written there.
//! * `edit: PATH`: the block is a diff, and is applied to that file.
//! * `not run: REASON`, `run elsewhere: PATH`: the block is left out; there is the test that runs it.
//!
//! A console block's lines that begin with `$ ` are commands; below each stands what it prints. An
//! output that is left out is not compared, and `…` stands for what is left out of one. A command
//! may fail where the next one is `echo $?`. `BLESS=1` writes what was really printed.

mod container;
/// Relative links, anchors, and the table of contents.
mod links;
mod page;
/// The recipes' files, asked of the tools that know them.
mod recipes;
mod session;
mod settled;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tests::repository;

use page::Page;
use session::Session;

/// The pages whose blocks are run: all that a user or a contributor reads.
fn pages() -> Vec<Page> {
    let mut paths = vec![
        repository().join("README.md"),
        repository().join("CONTRIBUTING.md"),
    ];
    collect(&repository().join("docs"), &mut paths);
    paths.sort();
    paths.iter().map(|path| Page::read(path)).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
}

/// `STERNA_PAGE=recipes` runs only the pages with that in their path.
#[test]
fn slow_every_shell_block_runs() {
    let only = std::env::var("STERNA_PAGE").unwrap_or_default();
    let pages = pages().into_iter().filter(|page| page.name.contains(&only));
    let (mut told, mut wrong) = (Told::default(), Vec::new());
    for page in pages {
        wrong.extend(walk(&page, &mut told));
    }
    told.print();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
    assert!(told.ran > 0);
}

/// How many shell blocks ran, and how many did not.
#[derive(Default)]
struct Told {
    ran: usize,
    commands: usize,
    elsewhere: BTreeMap<String, usize>,
    not: BTreeMap<String, usize>,
}

impl Told {
    #[expect(clippy::print_stdout, reason = "whoever runs the test wants to know")]
    fn print(&self) {
        println!("{} blocks with {} commands ran", self.ran, self.commands);
        for (path, blocks) in &self.elsewhere {
            println!("{blocks} run in {path}");
        }
        for (reason, blocks) in &self.not {
            println!("{blocks} not run: {reason}");
        }
    }
}

/// Goes through a page from its beginning to its end; gives what is not as it says.
fn walk(page: &Page, told: &mut Told) -> Vec<String> {
    let mut session = None;
    let mut wrong = Vec::new();
    let mut blessed = page.clone();
    for block in &page.blocks {
        if let Some(reason) = block.told("not run") {
            *told.not.entry(reason.to_owned()).or_default() += 1;
            continue;
        }
        if let Some(path) = block.told("run elsewhere") {
            *told.elsewhere.entry(path.to_owned()).or_default() += 1;
            continue;
        }
        if !block.does_something() {
            continue;
        }
        let session = session.get_or_insert_with(|| Session::new("book", page));
        session.prepare(block);
        if block.language == "console" {
            let (shown, problems) = session.console(block);
            told.ran += 1;
            told.commands += block.commands().len();
            blessed.replace(block, &shown);
            let place = format!("{}:{}", page.name, block.line);
            wrong.extend(problems.into_iter().map(|what| format!("{place}: {what}")));
        }
    }
    if std::env::var_os("BLESS").is_some() && !wrong.is_empty() {
        fs::write(&page.path, blessed.text()).expect("the page can be written");
    }
    wrong
}

#[test]
fn every_block_has_a_language_and_known_words_above_it() {
    for page in pages() {
        for block in &page.blocks {
            let place = format!("{}:{}", page.name, block.line);
            assert!(page::LANGUAGES.contains(&&*block.language), "{place}");
            for (word, _) in &block.told {
                assert!(page::WORDS.contains(&&**word), "{place}: {word:?}");
            }
            if let Some(path) = block.told("run elsewhere") {
                assert!(repository().join(path).exists(), "{place}: {path}");
            }
            let is_shell = ["bash", "console"].contains(&&*block.language);
            assert!(
                !is_shell || block.does_something() || block.is_left_out(),
                "{place}"
            );
        }
    }
}
