//! Entities of two crates: the declarations lie in the one that can name them all.

use tests::{Project, file};

use super::is_clean;

const SCHEMA: &str = "
    CREATE TABLE accounts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
        email varchar NOT NULL CHECK (email LIKE '%@%'));
    CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
    CREATE INDEX by_title ON posts (title DESC) WHERE title <> '';";

const ACCOUNTS: &str = "[package]\nname = \"adopt_two-accounts\"\nversion = \"0.0.0\"\n\
    edition = \"2024\"\n\n[lib]\nname = \"accounts\"\n\n[dependencies]\nsea-orm.workspace = true\n\
    sterna.workspace = true\n";

fn project() -> Project {
    let entities = file("scenarios/adoption/two_crates/entity");
    let project = Project::new("adopt_two", &entities);
    let members = "members = [\"entity\"";
    project.edit("Cargo.toml", members, &format!("{members}, \"accounts\""));
    project.write("accounts/Cargo.toml", ACCOUNTS);
    project.write("accounts/src/lib.rs", include_str!("account.rs"));
    let dependencies = "[dependencies]\n";
    let package = "{ package = \"adopt_two-accounts\", path = \"../accounts\" }";
    let more = format!("{dependencies}accounts = {package}\n");
    project.edit("entity/Cargo.toml", dependencies, &more);
    project
}

#[test]
fn slow_entities_of_two_crates_are_adopted_in_the_one_that_sees_both() {
    let project = project();
    project.database().execute(SCHEMA);
    project.build();
    let refused = project.run(["adopt"]).exits(7);
    let words = "accounts, the first in their list, does not depend on entity";
    assert!(refused.stderr.contains(words), "{}", refused.stderr);

    let account = "        .entity(accounts::account::Entity)\n";
    let post = "        .entity(post::Entity)\n";
    let (given, turned) = (format!("{account}{post}"), format!("{post}{account}"));
    project.edit("entity/src/lib.rs", &given, &turned);
    project.build();
    let said = project.run(["adopt"]).exits(0);
    for name in ["account", "post"] {
        let file = format!("+ entity/src/declarations/{name}.rs");
        assert!(said.stdout.contains(&file), "{}", said.stdout);
    }
    project.build();
    is_clean("adopt_two", &project);
    project.run(["check"]).ok();
    project.run(["check", "--from", "revisions"]).ok();
}
