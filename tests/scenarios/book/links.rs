//! Every link of a page leads somewhere: to a file, and to a heading of it.

use std::path::{Component, Path, PathBuf};

use tests::repository;

use super::page::Page;
use super::pages;

/// The address under which a page of the book names a file outside of it.
const REPOSITORY: &str = "https://github.com/sterna-rs/sterna/";

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for page in pages() {
        for target in links(&page) {
            if let Some(problem) = problem(&page, &target) {
                wrong.push(format!("{}: {target}: {problem}", page.name));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_page_of_the_book_is_in_its_table_of_contents() {
    let contents = Page::read(&repository().join("docs/SUMMARY.md"));
    let listed = links(&contents);
    for page in pages() {
        let Some(name) = page.name.strip_prefix("docs/") else {
            continue;
        };
        let is_listed = listed.iter().filter(|target| *target == name).count();
        assert_eq!(is_listed, usize::from(name != "SUMMARY.md"), "{name}");
    }
}

#[test]
fn links_are_found_and_broken_ones_are_told() {
    let mut page = Page::read(&repository().join("docs/reference.md"));
    page.lines = vec![
        "[a](settings.md#no) `[b](c)` and [d](reference.md#nowhere), [e][f]".to_owned(),
        "[g](../README.md) [h](#settings) [i](https://example.org)".to_owned(),
    ];
    let problems: Vec<_> = links(&page)
        .iter()
        .map(|link| problem(&page, link))
        .collect();
    assert_eq!(
        problems,
        [
            Some("there is no such file"),
            Some("there is no such heading"),
            Some("outside of the book: the repository's address, please"),
            None,
            None,
        ]
    );
}

/// The targets of the links outside of code.
fn links(page: &Page) -> Vec<String> {
    let mut targets = Vec::new();
    for line in prose(page) {
        let text: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let parts = text.split("](").skip(1);
        targets.extend(parts.filter_map(|part| Some(part.split_once(')')?.0.to_owned())));
    }
    targets
}

fn prose(page: &Page) -> impl Iterator<Item = &String> {
    let mut is_code = false;
    page.lines.iter().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// What is wrong with a link of that page.
fn problem(page: &Page, target: &str) -> Option<&'static str> {
    if let Some(rest) = target.strip_prefix(REPOSITORY) {
        return outside(rest);
    }
    if target.starts_with("https://") {
        return None;
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let folder = page.path.parent().expect("a page lies in a folder");
    let path = match file {
        "" => page.path.clone(),
        _ => resolved(&folder.join(file)),
    };
    let is_in_the_book = path.starts_with(repository().join("docs"));
    if page.name.starts_with("docs/") && !is_in_the_book {
        return Some("outside of the book: the repository's address, please");
    }
    if !path.exists() {
        return Some("there is no such file");
    }
    let is_there = heading.is_empty() || headings(&path).iter().any(|found| found == heading);
    (!is_there).then_some("there is no such heading")
}

/// A file of the repository by its address; the anchors of sources are not looked at.
fn outside(rest: &str) -> Option<&'static str> {
    let path = ["blob/main/", "tree/main/"]
        .iter()
        .find_map(|kind| rest.strip_prefix(kind));
    let path = path?.split('#').next().expect("a path");
    let is_there = repository().join(path).exists();
    (!is_there).then_some("there is no such file in the repository")
}

/// The path without `..`, which need not exist.
fn resolved(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            other => resolved.push(other),
        }
    }
    resolved
}

/// The anchors of a page's headings, as mdBook and GitHub make them.
fn headings(path: &Path) -> Vec<String> {
    let page = Page::read(path);
    let titles = prose(&page).filter(|line| line.starts_with('#'));
    titles
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect()
}

fn anchor(title: &str) -> String {
    let letters = title.to_lowercase();
    let letters = letters.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ => letter.is_alphanumeric().then_some(letter),
    });
    letters.collect()
}
