//! The database guide of a Telegram bot that keeps invoices, gone through from its first section to
//! its last; each section is a function of the same name.

use tests::{Outcome, System};

/// What the guide advises, and what happens to those who do it by hand.
#[path = "best_practices.rs"]
mod best_practices;

const DATABASE: &str = "backend/data.sqlite";

#[test]
fn slow_the_guide_of_the_invoice_flow_bot() {
    let bot = System::new("invoice_flow_bot");
    about_database(&bot);
    schema(&bot);
    when_to_run_migrations(&bot);
    how_to_run_migrations(&bot);
    other_commands(&bot);
    best_practices::tip(&bot);
    best_practices::every_one(&bot);
    best_practices::restore_and_migrate(&bot);
    bot.database(DATABASE).is_sound();
    bot.told(include_str!("transcript.txt"));
}

/// A line of the bot.
fn app(bot: &System, arguments: &str) -> Outcome {
    bot.run(&format!("target/debug/invoice-bot {arguments}"))
}

fn about_database(bot: &System) {
    bot.section("About Database");
    bot.run("cargo build --quiet").ok();
    bot.say("By default it is in the project.");
    let missing = bot.run("cargo db current").exits(3);
    missing.complains([DATABASE, "cargo db upgrade head", "the environment"]);
    bot.say("INVOICE_DB_PATH names another file, to the command and to the bot.");
    let elsewhere = "INVOICE_DB_PATH=elsewhere.sqlite";
    bot.run(&format!("{elsewhere} cargo db upgrade head")).ok();
    bot.run(&format!(
        "{elsewhere} target/debug/invoice-bot save 7 Initech I-1 paper=1x4.50"
    ))
    .ok();
    let database = bot.database("elsewhere.sqlite");
    assert_eq!(database.query("SELECT supplier FROM invoices"), ["Initech"]);
    assert!(!bot.database(DATABASE).path().exists());
    bot.say("So it does in .env, and a relative path begins at the project's root.");
    bot.run("echo INVOICE_DB_PATH=elsewhere.sqlite > .env").ok();
    let current = bot.run("cd entity/src && cargo db current").ok();
    assert!(current.contains("(head)"), "{current}");
    let listed = bot.run("cd entity/src && ../../target/debug/invoice-bot list");
    assert!(listed.ok().contains("Initech I-1 4.50"));
    bot.run("rm .env").ok();
}

fn schema(bot: &System) {
    bot.section("Schema");
    bot.say("The bot makes the tables when it starts, and switches WAL on.");
    let started = "INVOICE_DB_PATH=started.sqlite target/debug/invoice-bot list";
    bot.run(started).ok();
    let database = bot.database("started.sqlite");
    let tables = ["comments", "invoice_drafts", "invoice_items", "invoices"];
    assert_eq!(database.tables(), tables);
    assert_eq!(database.query("PRAGMA journal_mode"), ["wal"]);
    bot.run("INVOICE_DB_PATH=started.sqlite cargo db current --verbose")
        .ok();
    bot.run("INVOICE_DB_PATH=started.sqlite cargo db check")
        .ok();
    bot.say("Started again, it finds nothing to do.");
    let before = (database.schema(), database.rows());
    bot.run(started).ok();
    assert_eq!((database.schema(), database.rows()), before);
}

fn when_to_run_migrations(bot: &System) {
    bot.section("When to Run Migrations");
    bot.say("First-time setup: the folder of the database is made, too.");
    bot.run("cargo db upgrade head").ok();
    app(bot, "save 42 ACME A-17 paper=2x4.50 pens=10x0.80").ok();
    app(bot, "comment 42 1 Paid twice?").ok();
    let listed = app(bot, "list").ok();
    assert_eq!(listed, "1: ACME A-17 17.00 (2 items, 1 comments)\n");

    bot.say("After cloning: the clone has a database of its own.");
    bot.run(
        "git init --quiet --initial-branch main && git add . && git commit --quiet -m 'The bot'",
    )
    .ok();
    bot.run("git clone --quiet . ../clone").ok();
    bot.run("cd ../clone && cargo db upgrade head").ok();
    let clone = bot.database("../clone/backend/data.sqlite");
    assert_eq!(clone.number("SELECT count(*) FROM invoices"), 0);

    bot.say("After pulling changes: a colleague made a revision, with another database.");
    bot.edit(
        "entity/src/invoice.rs",
        "    pub total_sum: Decimal,\n",
        "    pub total_sum: Decimal,\n    #[sea_orm(default_value = \"EUR\")]\n    \
             pub currency: String,\n",
    );
    bot.run("cargo db revision --autogenerate --from revisions -m 'invoices have a currency'")
        .ok();
    bot.run("git add . && git commit --quiet -m 'Currencies'")
        .ok();
    bot.run("cargo db current --check-heads").exits(1);
    bot.run("cargo db upgrade head").ok();
    let database = bot.database(DATABASE);
    assert_eq!(database.query("SELECT currency FROM invoices"), ["EUR"]);
    bot.run("cargo build --quiet").ok();
}

fn how_to_run_migrations(bot: &System) {
    bot.section("How to Run Migrations");
    bot.say("From the project's root, from any folder in it: it is the same database.");
    let said = bot.run("cargo db upgrade head").ok();
    assert!(said.contains("nothing to do"), "{said}");
    for folder in ["backend", "migration/src/versions"] {
        let there = bot.run(&format!("cd {folder} && cargo db upgrade head"));
        assert_eq!(there.ok(), said);
    }
    bot.say("From any other folder, with the settings file named, as alembic.ini was.");
    let command = "../invoice_flow_bot/target/debug/invoice-bot-db";
    bot.run("mkdir ../elsewhere").ok();
    bot.run(&format!(
        "cd ../elsewhere && {command} --config ../invoice_flow_bot/sterna.toml current"
    ))
    .ok();
    bot.say("Without it, no other database is made there by mistake.");
    let lost = bot.run(&format!("cd ../elsewhere && {command} upgrade head"));
    lost.exits(3).complains(["no database is named"]);
    assert!(!bot.root().join("../elsewhere/backend").exists());
}

fn other_commands(bot: &System) {
    let database = bot.database(DATABASE);
    bot.section("Other Commands");
    bot.say("Roll back one migration.");
    let before = database.rows_of("invoices", &["supplier".to_owned()]);
    bot.run("cargo db downgrade -1").ok();
    assert!(
        !database
            .columns("invoices")
            .contains(&"currency".to_owned())
    );
    assert_eq!(
        database.rows_of("invoices", &["supplier".to_owned()]),
        before
    );
    bot.run("cargo db upgrade head").ok();
    bot.say("Create a new migration: empty, or from the entities.");
    bot.run("cargo db revision -m describe_change").ok();
    bot.run(&format!("rm {}", bot.newest_revision())).ok();
    let said = bot.run("cargo db revision --autogenerate -m describe_change");
    assert!(said.ok().contains("no changes"));
}
