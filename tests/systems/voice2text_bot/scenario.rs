//! The migration guide of a Telegram bot that turns voice messages into text, gone through from
//! its first section to its last; each section is a function of the same name.

use tests::System;

/// A renamed column, a breaking change, version control.
#[path = "best_practices.rs"]
mod best_practices;
/// A migration tried by hand while the bot runs.
#[path = "manual_testing.rs"]
mod manual_testing;
/// What happens on the server.
#[path = "production.rs"]
mod production;
/// Each of the guide's troubles, provoked.
#[path = "troubleshooting.rs"]
mod troubleshooting;

use production::{on_server, release};

#[test]
fn slow_the_guide_of_the_voice2text_bot() {
    let bot = System::new("voice2text_bot");
    prerequisites(&bot);
    automatic_migration_generation(&bot);
    manual_migration_creation(&bot);
    review_generated_migration(&bot);
    local_development(&bot);
    production::production(&bot);
    rollback_migrations(&bot);
    production::production_rollback(&bot);
    ci_testing(&bot);
    manual_testing::manual_testing(&bot);
    test_upgrade_downgrade_cycle(&bot);
    best_practices::model_changes(&bot);
    best_practices::migration_design(&bot);
    best_practices::sqlite_considerations(&bot);
    best_practices::breaking_changes(&bot);
    best_practices::version_control(&bot);
    troubleshooting::every_entry(&bot);
    bot.database("data/bot.db").is_sound();
    bot.told(include_str!("transcript.txt"));
}

fn prerequisites(bot: &System) {
    bot.section("Prerequisites");
    bot.run("cargo build --quiet").ok();
    bot.say("The guide's address of the database is understood as it is.");
    bot.run("echo 'DATABASE_URL=sqlite+aiosqlite:///./data/bot.db' > .env")
        .ok();
    let missing = bot.run("cargo db current").exits(3);
    missing.complains(["data/bot.db", "cargo db upgrade head"]);
    bot.say("The bot reads the same file, in SeaORM's spelling.");
    bot.run("echo 'DATABASE_URL=sqlite://data/bot.db' > .env")
        .ok();
    bot.run("cargo db upgrade head").ok();
    assert!(bot.run("cargo db current").ok().contains("(head"));
    bot.run("cargo run --quiet --package app -- hear 42 Ada ada-1.ogg 7 Good morning")
        .ok();

    bot.say("Release 1 goes to the server: two files and no source.");
    release(bot, 1);
    on_server(bot, "1/bot-db upgrade head").ok();
    on_server(bot, "1/bot hear 7 Grace grace-1.ogg 3 Ship it").ok();
    bot.run(
        "git init --quiet --initial-branch main && git add . && git commit --quiet -m 'Release 1'",
    )
    .ok();
    bot.run("git clone --quiet --bare . ../origin.git && git remote add origin ../origin.git")
        .ok();
}

fn automatic_migration_generation(bot: &System) {
    bot.section("Automatic Migration Generation");
    bot.create("entity/src/preference.rs", PREFERENCE);
    bot.edit(
        "entity/src/lib.rs",
        "pub mod transcription;\n",
        "pub mod preference;\npub mod transcription;\n",
    );
    bot.edit(
        "entity/src/lib.rs",
        "        .entity(transcription::Entity)\n",
        "        .entity(transcription::Entity)\n        .entity(preference::Entity)\n",
    );
    let said = bot
        .run("cargo db revision --autogenerate -m 'add user_preferences table'")
        .ok();
    assert!(said.contains("+ user_preferences"), "{said}");
    assert!(said.contains("proved on a copy"), "{said}");
}

fn manual_migration_creation(bot: &System) {
    bot.section("Manual Migration Creation");
    bot.run("cargo db revision -m 'everybody has preferences'")
        .ok();
    let file = bot.newest_revision();
    bot.edit(
        &file,
        "fn upgrade(_op: &mut Operations) {}\n\nfn downgrade(_op: &mut Operations) {}\n",
        "fn upgrade(op: &mut Operations) {\n    \
             op.execute(\"INSERT INTO user_preferences (user_id) SELECT id FROM users\");\n}\n\n\
         fn downgrade(op: &mut Operations) {\n    \
             op.execute(\"DELETE FROM user_preferences\");\n}\n",
    );
}

fn review_generated_migration(bot: &System) {
    bot.section("Review Generated Migration");
    let preferences = bot.revision("add_user_preferences_table");
    let text = bot.run(&format!("cat {preferences}")).ok();
    assert!(
        text.contains("op.drop_table(\"user_preferences\")"),
        "{text}"
    );
    bot.say("Test locally before committing: on the way up there may be rows already.");
    let found = bot.run("cargo db test").exits(1);
    assert!(
        found.stdout.contains("UNIQUE constraint failed"),
        "{}",
        found.stdout
    );
    bot.edit(
        &bot.newest_revision(),
        "INSERT INTO",
        "INSERT OR IGNORE INTO",
    );
    bot.run("cargo db test").ok();
    let plan = bot.run("cargo db upgrade head --dry-run").ok();
    assert!(
        plan.contains("INSERT OR IGNORE INTO user_preferences"),
        "{plan}"
    );
    assert!(
        !bot.database("data/bot.db")
            .tables()
            .contains(&"user_preferences".to_owned())
    );
}

fn local_development(bot: &System) {
    bot.section("Local Development");
    let preferences = || {
        bot.database("data/bot.db")
            .query("SELECT language FROM user_preferences")
    };
    bot.run("cargo db upgrade +1").ok();
    assert_eq!(preferences(), Vec::<String>::new());
    let everybody = bot.id_in(&bot.newest_revision());
    bot.run(&format!("cargo db upgrade {everybody}")).ok();
    assert_eq!(preferences(), ["en"]);
    let said = bot.run("cargo db upgrade head").ok();
    assert!(said.contains("(head)"), "{said}");
    assert_eq!(preferences(), ["en"]);
}

fn rollback_migrations(bot: &System) {
    let database = bot.database("data/bot.db");
    let users = || database.query("SELECT name FROM users");
    bot.section("Rollback One Migration");
    bot.run("cargo db downgrade -1").ok();
    assert_eq!(database.number("SELECT count(*) FROM user_preferences"), 0);
    bot.section("Rollback to Specific Revision");
    let premium = bot.id_in(&bot.revision("users_can_be_premium"));
    bot.run(&format!("cargo db downgrade {premium}")).ok();
    assert_eq!(database.tables(), ["transcriptions", "users"]);
    assert_eq!(users(), ["Ada"]);
    bot.section("Rollback All Migrations");
    bot.say("All rows go with their tables; the file is saved first.");
    let said = bot.run("cargo db downgrade base").exits(0);
    said.complains(["backup: data/backups/bot."]);
    assert_eq!(database.tables(), Vec::<String>::new());
    bot.run("cargo db upgrade head").ok();
    bot.run("cargo run --quiet --package app -- hear 42 Ada ada-1.ogg 7 Good morning")
        .ok();
}

fn ci_testing(bot: &System) {
    bot.section("CI/CD Testing");
    bot.say("1. Fresh database test");
    bot.run("DATABASE_URL=fresh.db cargo db upgrade head").ok();
    bot.run("DATABASE_URL=fresh.db cargo db check").ok();
    bot.say("2. Upgrade/downgrade cycle");
    bot.run("cargo db test").ok();
    bot.say("3. Application startup");
    bot.run("DATABASE_URL=sqlite://fresh.db cargo run --quiet --package app -- users")
        .ok();
}

fn test_upgrade_downgrade_cycle(bot: &System) {
    bot.section("Test Upgrade/Downgrade Cycle");
    for line in ["upgrade head", "current", "downgrade -1", "upgrade head"] {
        bot.run(&format!("cargo db {line}")).ok();
    }
    assert_eq!(
        bot.database("data/bot.db").query("SELECT name FROM users"),
        ["Ada"]
    );
}

const PREFERENCE: &str = "//! How a user wants to be answered.

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
