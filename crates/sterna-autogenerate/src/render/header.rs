//! The top of a revision file: what a reviewer reads first, and the constant that declares it.

use super::NewRevision;
use super::source::{Code, text, texts};
use crate::text::{cut, one_line, rust_literal};

/// How much of a line the header may take, `//! ` not counted.
const WIDTH: usize = 96;

pub(super) fn header(revision: &NewRevision) -> String {
    let mut lines = Vec::new();
    if !revision.message.trim().is_empty() {
        lines.push(documentation(&revision.message));
        lines.push("//!".to_owned());
    }
    lines.push(entry("Revision:", &revision.id));
    lines.push(entry("Revises: ", &list(&revision.revises, "nothing")));
    if !revision.depends_on.is_empty() {
        lines.push(entry("Depends: ", &list(&revision.depends_on, "")));
    }
    if !revision.branch_labels.is_empty() {
        lines.push(entry("Branch:  ", &list(&revision.branch_labels, "")));
    }
    lines.push(entry("Created: ", &revision.created));
    lines.join("\n")
}

/// The message as one line of documentation, in which Markdown makes no code of it.
fn documentation(message: &str) -> String {
    let line = cut(&one_line(message), WIDTH);
    let fence = line.starts_with("```") || line.starts_with("~~~");
    format!("//! {}{line}", if fence { "\\" } else { "" })
}

fn entry(label: &str, value: &str) -> String {
    let line = format!("//! {label} {}", cut(&one_line(value), WIDTH - label.len()));
    line.trim_end().to_owned()
}

fn list(names: &[String], nothing: &str) -> String {
    if names.is_empty() {
        return nothing.to_owned();
    }
    names.join(", ")
}

pub(super) fn constant(revision: &NewRevision) -> String {
    let mut fields = vec![
        format!("id: {}", rust_literal(&revision.id)),
        format!("revises: {}", array("revises", &revision.revises)),
        format!("message: {}", rust_literal(&revision.message)),
    ];
    for (name, values) in [
        ("branch_labels", &revision.branch_labels),
        ("depends_on", &revision.depends_on),
        ("replaces", &revision.replaces),
    ] {
        if !values.is_empty() {
            fields.push(format!("{name}: {}", array(name, values)));
        }
    }
    fields.extend(["upgrade", "downgrade"].map(str::to_owned));
    let fields: String = fields
        .iter()
        .map(|field| format!("    {field},\n"))
        .collect();
    format!("pub const REVISION: Revision = Revision {{\n{fields}    ..Revision::EMPTY\n}};")
}

fn array(field: &str, values: &[String]) -> String {
    let array: Code = match values {
        [only] => Code::Array(vec![text(only)]),
        several => texts(several.iter().map(String::as_str)),
    };
    format!("&{}", array.lay_out(4, field.len() + 7, 1))
}
