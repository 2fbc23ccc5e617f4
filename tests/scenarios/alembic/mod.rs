//! A database that Alembic managed goes on under its own version table. How it was made:
//! `tests/data/alembic`.

use std::collections::BTreeMap;

use tests::{Project, file};

const MADE_BY_ALEMBIC: &str = include_str!("../../data/alembic/shop.sql");
const HEAD: &str = "ae1027a6acf0";

fn project(name: &str) -> Project {
    let project = Project::new(name, &file("scenarios/alembic/entity"));
    let settings = "database_url = \"sqlite://app.db\"\nversion_table = \"alembic_version\"\n";
    project.write("sterna.toml", settings);
    project.database().execute(MADE_BY_ALEMBIC);
    project.build();
    project
}

fn versions(project: &Project) -> Vec<String> {
    let database = project.database();
    database.query("SELECT version_num FROM alembic_version")
}

/// The texts of what Alembic made, the version table included.
fn of_alembic(project: &Project) -> BTreeMap<String, String> {
    let mut schema = project.database().schema();
    schema.retain(|name, _| !name.starts_with("sterna"));
    schema
}

#[test]
fn slow_what_alembic_left_is_adopted_under_its_own_id() {
    let project = project("alembic");
    let (schema, rows) = (of_alembic(&project), project.database().rows());
    let lost = project.run(["current"]).exits(4);
    assert!(lost.stdout.contains(HEAD), "{}", lost.stdout);

    let said = project.run(["adopt"]).exits(0);
    assert!(said.stdout.contains(HEAD), "{}", said.stdout);
    assert!(
        project
            .newest_revision()
            .contains(&format!("id: \"{HEAD}\""))
    );
    assert_eq!(
        (of_alembic(&project), project.database().rows()),
        (schema, rows.clone())
    );

    project.build();
    project.run(["check"]).ok();
    project.run(["check", "--from", "revisions"]).ok();
    project.edit(
        "entity/src/order.rs",
        "pub note: Option<String>,",
        "pub note: Option<String>,\n    pub paid_at: Option<DateTime>,",
    );
    project.build();
    project
        .run(["revision", "--autogenerate", "-m", "payments"])
        .ok();
    project.build();
    project.run(["upgrade"]).ok();
    assert_ne!(versions(&project), [HEAD]);
    project.run(["check"]).ok();
    project.run(["downgrade", "-1"]).ok();
    assert_eq!(versions(&project), [HEAD]);
    assert_eq!(project.database().rows(), rows);
    project.database().is_sound();
}

#[test]
fn slow_an_empty_revision_finds_the_applied_id_again() {
    let project = project("alembic_by_hand");
    let before = (of_alembic(&project), project.database().rows());
    project
        .run(["revision", "--rev-id", HEAD, "-m", "what Alembic made"])
        .ok();
    project.build();
    let current = project.run(["current", "--check-heads"]).ok();
    assert!(current.contains(HEAD), "{current}");
    project.run(["upgrade"]).ok();
    assert_eq!((of_alembic(&project), project.database().rows()), before);
    let said = project
        .run(["revision", "--autogenerate", "-m", "next"])
        .exits(0);
    let cure = ["no revision creates", "cargo db adopt"];
    said.complains(cure);
}
