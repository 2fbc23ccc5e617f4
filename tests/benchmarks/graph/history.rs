//! Histories of any length, as files of a project.

use tests::Project;

/// Revisions that do nothing: of every ten, the fourth and the fifth have the same parent, and the
/// sixth merges them.
pub fn write(project: &Project, size: usize) {
    for number in 0..size {
        let parents = parents(number)
            .into_iter()
            .map(|one| format!("\"{one:012x}\""));
        let revises = parents.collect::<Vec<_>>().join(", ");
        let text = format!(
            "//! revision {number}\n\nuse sterna::prelude::*;\n\n\
             pub const REVISION: Revision = Revision {{\n    id: \"{number:012x}\",\n    \
             revises: &[{revises}],\n    message: \"revision {number}\",\n    \
             ..Revision::EMPTY\n}};\n"
        );
        project.write(&versions(number), &text);
    }
}

fn parents(number: usize) -> Vec<usize> {
    match (number, number % 10) {
        (0, _) => Vec::new(),
        (_, 5) => vec![number - 2],
        (_, 6) => vec![number - 2, number - 1],
        _ => vec![number - 1],
    }
}

/// Revisions in a line with a table and an index each.
pub fn write_tables(project: &Project, size: usize) {
    let template = include_str!("../revision.txt");
    for number in 0..size {
        let revises = match number {
            0 => String::new(),
            _ => format!("\"{:012x}\"", number - 1),
        };
        let text = template
            .replace("{id}", &format!("{number:012x}"))
            .replace("{revises}", &revises)
            .replace("{table}", &format!("table_{number}"));
        project.write(&versions(number), &text);
    }
}

fn versions(number: usize) -> String {
    format!("migration/src/versions/m{number:05}.rs")
}
