//! The database guide of ContentEngine, the reference application, gone through from its first
//! section to its last; each section is a function of the same name.

use tests::System;

/// What the guide calls best practices: a data migration, an enum.
#[path = "best_practices.rs"]
mod best_practices;
/// The guide's troubles, provoked.
#[path = "troubleshooting.rs"]
mod troubleshooting;

const DATABASE: &str = "data/content.db";

#[test]
fn slow_the_guide_of_content_engine() {
    let engine = System::on_the_reference("content_engine");
    first_time_setup(&engine);
    daily_development(&engine);
    creating_a_new_migration(&engine);
    upgrading_database(&engine);
    downgrading_database(&engine);
    checking_status(&engine);
    resetting_database(&engine);
    helper_script(&engine);
    best_practices::every_one(&engine);
    export_schema_and_data(&engine);
    export_schema_only(&engine);
    production_deployment(&engine);
    troubleshooting::every_entry(&engine);
    database_schema(&engine);
    engine.database(DATABASE).is_sound();
    engine.told(include_str!("transcript.txt"));
}

/// A line of the application.
fn app(engine: &System, arguments: &str) -> tests::Outcome {
    engine.run(&format!("cargo run --quiet --package app -- {arguments}"))
}

fn first_time_setup(engine: &System) {
    engine.section("First Time Setup");
    engine.run("cargo db upgrade head").ok();
    app(engine, "write ada@example.org linkedin 'Hello'").ok();
    app(engine, "write ada@example.org blog 'A long story'").ok();
    app(engine, "schedule 1 2026-01-01T00:00:00Z").ok();
    assert!(
        app(engine, "posts")
            .ok()
            .contains("1 linkedin scheduled: Hello")
    );
}

fn daily_development(engine: &System) {
    engine.section("Daily Development");
    assert!(engine.run("cargo db current").ok().contains("(head"));
    assert_eq!(engine.run("cargo db history").ok().lines().count(), 3);
    assert!(
        engine
            .run("cargo db upgrade head")
            .ok()
            .contains("nothing to do")
    );
    engine.run("git init --quiet --initial-branch main && git add . && git commit --quiet -m 'db: as it is'").ok();
}

fn creating_a_new_migration(engine: &System) {
    engine.section("Creating a New Migration");
    engine.create("entity/src/preference.rs", PREFERENCE);
    engine.edit(
        "entity/src/lib.rs",
        "pub mod post;\n",
        "pub mod post;\npub mod preference;\n",
    );
    engine.edit(
        "entity/src/lib.rs",
        "        .entity(post::Entity)\n",
        "        .entity(post::Entity)\n        .entity(preference::Entity)\n",
    );
    engine
        .run("cargo db revision --autogenerate -m 'Add user preferences table'")
        .ok();
    let file = engine.newest_revision();
    let text = engine.run(&format!("cat {file}")).ok();
    assert!(text.contains("table(\"user_preferences\")"), "{text}");
    engine.run("cargo db upgrade head").ok();
    let add =
        format!("git add {file} entity && git commit --quiet -m 'db: add user preferences table'");
    engine.run(&add).ok();
    assert!(
        engine
            .database(DATABASE)
            .tables()
            .contains(&"user_preferences".to_owned())
    );
}

fn upgrading_database(engine: &System) {
    let tables = || engine.database("data/other.db").tables().len();
    engine.section("Upgrading Database");
    engine
        .run("DATABASE_URL=data/other.db cargo db upgrade cdd1c5e9b0bf")
        .ok();
    assert_eq!(tables(), 4);
    engine
        .run("DATABASE_URL=data/other.db cargo db upgrade +2")
        .ok();
    assert_eq!(tables(), 6);
    let said = engine
        .run("DATABASE_URL=data/other.db cargo db upgrade head")
        .ok();
    assert!(said.contains("nothing to do"), "{said}");
    engine.say("A step too many is no error that leaves one guessing.");
    engine
        .run("DATABASE_URL=data/other.db cargo db upgrade +1")
        .exits(4);
}

fn downgrading_database(engine: &System) {
    let tables = || engine.database("data/other.db").tables().len();
    engine.section("Downgrading Database");
    for (target, left) in [("-1", 5), ("629228fb1c98", 3), ("base", 0)] {
        engine
            .run(&format!(
                "DATABASE_URL=data/other.db cargo db downgrade {target}"
            ))
            .ok();
        assert_eq!(tables(), left);
    }
}

fn checking_status(engine: &System) {
    engine.section("Checking Status");
    engine.run("cargo db current").ok();
    engine.run("cargo db history").ok();
    let verbose = engine.run("cargo db history --verbose").ok();
    assert!(
        verbose.contains("migration/src/versions/m20261120_095405_users_write_posts.rs"),
        "{verbose}"
    );
}

fn resetting_database(engine: &System) {
    engine.section("Resetting Database (DESTRUCTIVE)");
    engine.say("Backup first!");
    engine.run("cargo db backup").ok();
    engine.say("In place of rm and upgrade: it asks, and does not guess an answer.");
    engine.run("cargo db reset").exits(5).complains(["--yes"]);
    assert_eq!(
        engine
            .database(DATABASE)
            .number("SELECT count(*) FROM posts"),
        2
    );
    engine.run("cargo db reset --yes").ok();
    assert_eq!(
        engine
            .database(DATABASE)
            .number("SELECT count(*) FROM posts"),
        0
    );
}

fn helper_script(engine: &System) {
    engine.section("Helper Script");
    engine.say("scripts/db_migrate.py init: the application can do it, without the command.");
    let init = "DATABASE_URL=sqlite://data/new.db?mode=rwc cargo run --quiet --package app -- init";
    engine.run(init).ok();
    assert!(
        engine
            .run("DATABASE_URL=data/new.db cargo db current")
            .ok()
            .contains("(head")
    );
    engine.say("scripts/db_migrate.py upgrade | current | create | reset");
    engine.run("cargo db upgrade head").ok();
    engine.run("cargo db current").ok();
    engine.run("cargo db revision -m 'Add feature X'").ok();
    engine.run(&format!("rm {}", engine.newest_revision())).ok();
}

fn export_schema_and_data(engine: &System) {
    let posts = |database: &str| {
        engine
            .database(database)
            .number("SELECT count(*) FROM posts")
    };
    engine.section("Export Schema + Data (Dev → Staging)");
    let copy = engine.run("cargo db backup --to ../staging").ok();
    let copy = copy
        .split_whitespace()
        .next()
        .expect("the copy's path")
        .to_owned();
    let file = copy.rsplit('/').next().expect("a name");
    engine
        .run(&format!("cd ../staging && mv {file} content.db"))
        .ok();
    let verify = "DATABASE_URL=../staging/content.db cargo db current --check-heads";
    assert!(engine.run(verify).ok().contains("(head"));
    assert_eq!(posts("../staging/content.db"), posts(DATABASE));
}

fn export_schema_only(engine: &System) {
    engine.section("Export Schema Only (Fresh Environment)");
    engine.run("git clone --quiet . ../new-machine").ok();
    engine.say("The command is built already; elsewhere it would be `cargo db upgrade head`.");
    engine
        .run("cd ../new-machine && ../content_engine/target/debug/content_engine-db upgrade head")
        .ok();
    let database = engine.database("../new-machine/data/content.db");
    assert_eq!(database.tables(), engine.database(DATABASE).tables());
    assert!(database.rows().values().all(Vec::is_empty));
}

fn production_deployment(engine: &System) {
    engine.section("Production Deployment");
    let database = engine.database("../production/content.db");
    let deploy = "DATABASE_URL=sqlite://../production/content.db cargo db deploy";
    engine
        .run("DATABASE_URL=../production/content.db cargo db upgrade 0734bcfe1d3c")
        .ok();
    database.execute(
        "INSERT INTO users (email, name) VALUES ('grace@example.org', 'Grace');
         INSERT INTO posts (content, platform, status, user_id) VALUES ('Old', 'blog', 'posted', 1);",
    );
    let before = (database.schema(), database.rows());
    engine.say("The service does not come up: the database is as it was.");
    engine.run(&format!("{deploy} --verify false")).exits(8);
    assert_eq!((database.schema(), database.rows()), before);
    engine.say("It does: backup, upgrade, verification in one line, then restart the service.");
    engine
        .run(&format!(
            "{deploy} --verify 'target/debug/content-engine posts'"
        ))
        .ok();
    let posts = database.query("SELECT platform || ' of ' || full_name FROM posts JOIN users");
    assert_eq!(posts, ["mastodon of Grace"]);
    database.is_sound();
}

fn database_schema(engine: &System) {
    engine.section("Current Tables");
    let tables = engine.database(DATABASE).tables();
    let known = [
        "chat_messages",
        "oauth_tokens",
        "posts",
        "sessions",
        "user_preferences",
        "users",
    ];
    assert_eq!(tables, known);
    engine.run("cargo db check").ok();
}

const PREFERENCE: &str = "//! What a user likes.

use sea_orm::entity::prelude::*;

/// The preferences of one user; they go with the user.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = \"user_preferences\")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i32,
    #[sea_orm(default_value = \"en\")]
    pub language: String,
    #[sea_orm(belongs_to, from = \"user_id\", to = \"id\", on_delete = \"Cascade\")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
";
