//! The words for [`RevisionProblem`]: what is wrong with which revision, and how to put it right.

use std::fmt;

use super::RevisionProblem;
use super::wording::{all_of, quoted, shown};

impl std::error::Error for RevisionProblem {}

impl fmt::Display for RevisionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::IllegalId { id, characters } => illegal_id(id, characters),
            Self::IllegalLabel { id, label } => illegal_label(id, label),
            Self::Reserved { id, word } => reserved(id, word),
            Self::DuplicateId { id, messages } => duplicate_id(id, messages),
            Self::LabelTaken { label, by, id } => label_taken(label, by, id),
            Self::MissingParent { id, parent } => missing(id, "revises", parent),
            Self::MissingDependency { id, dependency } => missing(id, "depends on", dependency),
            Self::SelfLoop { id } => format!("revision {} revises itself", shown(id)),
            Self::DependencySelfLoop { id } => format!("revision {} depends on itself", shown(id)),
            Self::Cycle { ids } => format!("{} revise each other in a circle", all_of(ids)),
            Self::DependencyCycle { ids } => dependency_cycle(ids),
            Self::ReplacedTwice { id, by } => replaced_twice(id, by),
            Self::ReplacesCycle { ids } => replaces_cycle(ids),
            Self::BuiltOnReplaced { id, on, by } => built_on_replaced(id, on, by),
        };
        f.write_str(&text)
    }
}

impl RevisionProblem {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::IllegalId { .. } => "an id is made of letters, digits, `_` and `.`".into(),
            Self::IllegalLabel { .. } => LABELS.into(),
            Self::Reserved { .. } => "choose another word: this one already names revisions".into(),
            Self::DuplicateId { .. } => DUPLICATES.into(),
            Self::LabelTaken { .. } => "a label names one branch: rename or remove one".into(),
            Self::MissingParent { parent, .. } => missing_help(parent, "revises"),
            Self::MissingDependency { dependency, .. } => missing_help(dependency, "depends_on"),
            Self::SelfLoop { .. } | Self::Cycle { .. } => correct("revises"),
            Self::DependencySelfLoop { .. } | Self::DependencyCycle { .. } => correct("depends_on"),
            Self::ReplacedTwice { .. } | Self::ReplacesCycle { .. } => correct("replaces"),
            Self::BuiltOnReplaced { on, by, .. } => built_on_replaced_help(on, by),
        };
        Some(text)
    }
}

const LABELS: &str =
    "a label is made of letters, digits, `_`, `.` and `-`, and does not end like `-2`";

const DUPLICATES: &str = "give one of them another id, also in the `revises` of what follows it";

fn illegal_id(id: &str, characters: &[char]) -> String {
    if id.is_empty() {
        return "a revision has an empty id".into();
    }
    let characters: Vec<String> = characters
        .iter()
        .map(|one| quoted(&one.to_string()))
        .collect();
    format!(
        "revision id {} has {}, which no id can have",
        quoted(id),
        characters.join(" and ")
    )
}

fn illegal_label(id: &str, label: &str) -> String {
    format!(
        "revision {} has the label {}, which cannot be one",
        shown(id),
        quoted(label)
    )
}

fn reserved(id: &str, word: &str) -> String {
    if id == word {
        return format!("a revision has the id {word}, which already has a meaning");
    }
    let id = shown(id);
    format!("revision {id} has the label {word}, which already has a meaning")
}

fn duplicate_id(id: &str, messages: &[String]) -> String {
    let quoted: Vec<String> = messages.iter().map(|message| quoted(message)).collect();
    format!(
        "{} revisions have the id {}: {}",
        quoted.len(),
        shown(id),
        quoted.join(", ")
    )
}

fn label_taken(label: &str, by: &str, id: &str) -> String {
    let (label, by, id) = (quoted(label), shown(by), shown(id));
    format!("revision {id} has the label {label}, which names {by} already")
}

fn missing(id: &str, needs: &str, missing: &str) -> String {
    format!(
        "revision {} {needs} {}, which is not here",
        shown(id),
        shown(missing)
    )
}

fn dependency_cycle(ids: &[String]) -> String {
    format!(
        "{} wait for each other because of `depends_on`",
        all_of(ids)
    )
}

fn replaced_twice(id: &str, [first, second]: &[String; 2]) -> String {
    let (id, first, second) = (shown(id), shown(first), shown(second));
    format!("revision {id} is replaced by both {first} and {second}")
}

fn replaces_cycle(ids: &[String]) -> String {
    match ids {
        [id] => format!("revision {} replaces itself", shown(id)),
        ids => format!("{} replace each other", all_of(ids)),
    }
}

fn built_on_replaced(id: &str, on: &str, by: &str) -> String {
    let (id, on, by) = (shown(id), shown(on), shown(by));
    format!("revision {id} builds on {on}, in the middle of what {by} replaces")
}

fn missing_help(missing: &str, field: &str) -> String {
    let missing = shown(missing);
    format!(
        "bring the file of {missing} back (another git branch may have it), or correct `{field}`"
    )
}

fn correct(field: &str) -> String {
    format!("correct `{field}` in one of these files")
}

fn built_on_replaced_help(on: &str, by: &str) -> String {
    format!(
        "let it build on {}, or squash a range that ends at {}",
        shown(by),
        shown(on)
    )
}
