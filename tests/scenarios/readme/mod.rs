//! The README's tour shows what its commands print.

use std::fs;

use tests::{repository, tour};

#[test]
fn slow_the_tour_prints_what_the_readme_shows() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    let readme = settled(&readme);
    let mut steps = 0;
    tour::walk(|step| {
        steps += 1;
        let shown = settled(&step.shown);
        assert!(
            readme.contains(&shown),
            "{}\n{shown}\nis not in\n{readme}",
            step.what
        );
        let is_command = step.what.starts_with('$');
        assert!(
            !is_command || readme.contains(&settled(&step.what)),
            "{}",
            step.what
        );
    });
    assert!(steps > 5);
}

/// The text without what differs from run to run: ids, times, durations, the database's folder,
/// and how wide the columns therefore are.
fn settled(text: &str) -> String {
    let words = text.split_whitespace().map(settled_word);
    words
        .collect::<Vec<_>>()
        .join(" ")
        .replace("data/content.db", "app.db")
}

fn settled_word(word: &str) -> String {
    let core = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let is_id = core.len() == 12 && core.chars().all(|letter| letter.is_ascii_hexdigit());
    if is_id {
        return word.replace(core, "ID");
    }
    if core.ends_with('Z') && core.contains('T') && core.starts_with("20") {
        return "TIME".to_owned();
    }
    if let Some((folder, file)) = word.rsplit_once("/m20") {
        let name = file.splitn(3, '_').nth(2).unwrap_or(file);
        return format!("{folder}/TIME_{name}");
    }
    if core.chars().all(|letter| letter.is_ascii_digit()) && core == word {
        return "N".to_owned();
    }
    word.to_owned()
}
