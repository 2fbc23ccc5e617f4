//! A project of so many entities, each with eight columns, an index and a foreign key.
//!
//! They lie in crates of 100 each, as in a large workspace: SeaORM's derives make so much of an
//! entity that the compiler would take hours and gigabytes over 1,000 in one crate.

use std::fmt::Write;
use std::ops::Range;

use tests::{Project, file};

/// How many entities a crate holds.
const CRATE: usize = 100;

/// Writes the project; the entities and the revision themselves are built without optimisation,
/// as they hold descriptions and do no work.
pub fn project(size: usize) -> Project {
    let name = format!("comparing{size}");
    let project = Project::new(&name, &file("scenarios/interrupted/entity"));
    let crates: Vec<_> = (0..size).step_by(CRATE).collect();
    let crates = crates.into_iter().map(|from| from..size.min(from + CRATE));
    for (at, tables) in crates.enumerate() {
        add_crate(&project, at, tables);
    }
    project.write("entity/src/lib.rs", &list(size));
    for part in ["entity", "migration"] {
        without_optimisation(&project, &format!("{name}-{part}"));
    }
    project
}

/// The name of a table.
pub fn table(number: usize) -> String {
    format!("table_{number}")
}

/// The table that a table refers to, in its own crate: ten refer to each.
fn parent(number: usize) -> usize {
    let first = number - number % CRATE;
    first + (number - first) / 10
}

/// The crate of these tables, which the crate `entity` depends on.
fn add_crate(project: &Project, at: usize, tables: Range<usize>) {
    let package = format!("{}-tables-{at}", project.name());
    let folder = format!("tables/{at}");
    let manifest = format!(
        "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lib]\nname = \"tables_{at}\"\n\n[dependencies]\nsea-orm.workspace = true\n"
    );
    project.write(&format!("{folder}/Cargo.toml"), &manifest);
    let tables: String = tables.map(entity).collect();
    let tables = format!("//! Some of the tables.\n\n{tables}");
    project.write(&format!("{folder}/src/lib.rs"), &tables);
    let members = "members = [";
    project.edit("Cargo.toml", members, &format!("{members}\"{folder}\", "));
    let dependency =
        format!("tables_{at} = {{ package = \"{package}\", path = \"../{folder}\" }}\n");
    let before = "sterna.workspace = true";
    let dependency = format!("{dependency}{before}");
    project.edit("entity/Cargo.toml", before, &dependency);
    without_optimisation(project, &package);
}

fn without_optimisation(project: &Project, package: &str) {
    let before = "# As in Sterna's own workspace";
    let profile = format!("[profile.release.package.{package}]\nopt-level = 0\n\n{before}");
    project.edit("Cargo.toml", before, &profile);
}

fn list(size: usize) -> String {
    let mut text = "pub fn metadata() -> sterna::Metadata {\n    \
                    let mut all = sterna::Metadata::new();\n"
        .to_owned();
    for number in 0..size {
        let (at, table) = (number / CRATE, table(number));
        writeln!(text, "    all = all.entity(tables_{at}::{table}::Entity);").expect("memory");
    }
    text + "    all\n}\n"
}

fn entity(number: usize) -> String {
    let template = include_str!("entity.txt");
    let filled = template.replace("{table}", &table(number));
    filled.replace("{parent}", &table(parent(number)))
}
