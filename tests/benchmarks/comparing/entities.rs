//! A project of so many entities, each with eight columns, an index and a foreign key.

use std::fmt::Write;

use tests::{Project, file};

/// Writes the project; the entities themselves are built without optimisation, as they hold
/// descriptions and do no work.
pub fn project(size: usize) -> Project {
    let name = format!("comparing{size}");
    let project = Project::new(&name, &file("scenarios/interrupted/entity"));
    project.write("entity/src/lib.rs", &list(size));
    let tables: String = (0..size).map(entity).collect();
    let tables = format!("//! The tables.\n\n{tables}");
    project.write("entity/src/tables.rs", &tables);
    project.edit(
        "Cargo.toml",
        "# As in Sterna's own workspace",
        &format!("[profile.release.package.{name}-entity]\nopt-level = 0\n\n# As in Sterna's own workspace"),
    );
    project
}

/// The name of a table.
pub fn table(number: usize) -> String {
    format!("table_{number}")
}

/// The table that a table refers to: ten refer to each.
fn parent(number: usize) -> usize {
    number / 10
}

fn list(size: usize) -> String {
    let mut text = "pub mod tables;\n\npub fn metadata() -> sterna::Metadata {\n    \
                    let mut all = sterna::Metadata::new();\n"
        .to_owned();
    for number in 0..size {
        let table = table(number);
        writeln!(text, "    all = all.entity(tables::{table}::Entity);").expect("memory");
    }
    text + "    all\n}\n"
}

fn entity(number: usize) -> String {
    let template = include_str!("entity.txt");
    let filled = template.replace("{table}", &table(number));
    filled.replace("{parent}", &table(parent(number)))
}
