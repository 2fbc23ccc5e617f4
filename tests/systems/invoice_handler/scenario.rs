//! The migration notes of a service that takes in invoices, whose database was made by a
//! `schema.sql`, gone through from the first section to the last; each section is a function of the
//! same name.

use tests::{Outcome, System};

/// The database, named in one place: its address, the folder that has to be there before the
/// service makes the file, and the file for a look into it.
const ADDRESS: &str = "sqlite://data/invoices.db";
const FOLDER: &str = "data";
const FILE: &str = "data/invoices.db";

/// The number of an invoice, which looks like the id of a revision.
const NUMBER: &str = "539007547034";

#[test]
fn slow_the_guide_of_the_invoice_handler() {
    let handler = System::new("invoice_handler");
    handler.hide(NUMBER, NUMBER);
    an_existing_database(&handler);
    setup_for_existing_database(&handler);
    check_current_revision(&handler);
    create_a_new_migration(&handler);
    apply_migrations(&handler);
    view_migration_history(&handler);
    rollback_to_specific_version(&handler);
    making_schema_changes(&handler);
    important_notes(&handler);
    configuration(&handler);
    handler.database(FILE).is_sound();
    handler.told(include_str!("transcript.txt"));
}

/// A line of the service.
fn app(handler: &System, line: &str) -> Outcome {
    handler.run(&format!("target/debug/invoice-handler {line}"))
}

/// What there was before the notes were written.
fn an_existing_database(handler: &System) {
    handler.section("Before");
    handler.say("A database that init_db/schema.sql made, with rows.");
    handler
        .run(&format!("echo 'DATABASE_URL={ADDRESS}' > .env"))
        .ok();
    handler
        .run(&format!("cargo build --quiet && mkdir {FOLDER}"))
        .ok();
    let create =
        format!("DATABASE_URL='{ADDRESS}?mode=rwc' target/debug/invoice-handler initialise");
    handler.run(&create).ok();
    handler.sql(
        FILE,
        "INSERT INTO suppliers (name, vat_number) VALUES ('Acme', 'VAT Acme')",
    );
    handler.sql(
        FILE,
        "INSERT INTO invoices (supplier_id, invoice_number, cents) VALUES (1, '539007547034', 900)",
    );
}

fn setup_for_existing_database(handler: &System) {
    let database = handler.database(FILE);
    handler.section("Setup for Existing Database");
    handler.say(
        "Its revision and the declarations beside the entities are what `cargo db adopt` wrote.",
    );
    let before = (database.schema(), database.rows());
    let refusal = app(handler, "list").exits(1);
    refusal.complains(["Database schema mismatch", "240f26cc551d"]);
    handler.say("An upgrade in place of the stamp finds the tables there, and changes nothing.");
    let refused = handler.run("cargo db upgrade head").exits(6);
    refused.complains(["suppliers", "stamp"]);
    assert_eq!((database.schema(), database.rows()), before);

    handler.say("The database is at head already. The notes do this in a folder of their own.");
    handler.run("cd cli && cargo db stamp head").ok();
    assert_eq!(database.rows(), before.1);
    let now = database.schema();
    assert!(
        before
            .0
            .iter()
            .all(|(name, sql)| now.get(name) == Some(sql))
    );
    handler.say("And it is: nothing that schema.sql made is missing in the project.");
    handler.run("cargo db check").ok();
    let listed = app(handler, "list").ok();
    assert_eq!(listed, "539007547034 Acme 900 EUR received\n");
}

fn check_current_revision(handler: &System) {
    handler.section("Check Current Revision");
    let current = handler.run("cargo db current").ok();
    assert!(current.contains("240f26cc551d"), "{current}");
    handler.say("That it was stamped, and did not run, is remembered.");
    let current = handler.run("cargo db current --verbose").ok();
    assert!(current.contains("stamp"), "{current}");
}

fn create_a_new_migration(handler: &System) {
    handler.section("Create a New Migration");
    handler.edit(
        "entity/src/invoice.rs",
        "    pub received_at: DateTime,\n",
        "    pub received_at: DateTime,\n    #[sea_orm(column_type = \"Text\", nullable)]\n    \
             pub payment_reference: Option<String>,\n",
    );
    let said = handler
        .run("cargo db revision --autogenerate -m 'payment references'")
        .ok();
    assert!(said.contains("+ payment_reference  text"), "{said}");
    assert!(said.contains("proved on a copy"), "{said}");
    handler.say("Or an empty template. What it does with the rows is asynchronous Rust.");
    handler
        .run("cargo db revision -m 'references of older invoices'")
        .ok();
    handler.edit(
        &handler.newest_revision(),
        "fn upgrade(_op: &mut Operations) {}\n\nfn downgrade(_op: &mut Operations) {}\n",
        REFERENCES,
    );
}

fn apply_migrations(handler: &System) {
    let database = handler.database(FILE);
    let references = || database.query("SELECT payment_reference FROM invoices");
    handler.section("Apply Migrations");
    handler.say("Upgrade one version, upgrade to latest, downgrade one version.");
    handler.run("cargo db upgrade +1").ok();
    assert_eq!(references(), ["NULL"]);
    handler.run("cargo db upgrade head").ok();
    assert_eq!(references(), ["RF18539007547034"]);
    handler.run("cargo db downgrade -1").ok();
    assert_eq!(references(), ["NULL"]);
    handler.run("cargo db upgrade head").ok();
    assert_eq!(references(), ["RF18539007547034"]);
}

fn view_migration_history(handler: &System) {
    handler.section("View Migration History");
    let history = handler.run("cargo db history").ok();
    assert_eq!(history.lines().count(), 3, "{history}");
    handler.say("Verbose with diffs.");
    let history = handler.run("cargo db history --verbose").ok();
    for part in [
        "payment_reference",
        "open_invoices",
        "migration/src/versions/",
    ] {
        assert!(history.contains(part), "{part}\n{history}");
    }
}

fn rollback_to_specific_version(handler: &System) {
    let database = handler.database(FILE);
    handler.section("Rollback to Specific Version");
    handler.run("cargo db downgrade 240f").ok();
    let columns = database.columns("invoices");
    assert!(!columns.contains(&"payment_reference".to_owned()));
    handler.say("Not below what was there before the revisions: it would drop every table.");
    let rows = database.rows();
    handler
        .run("cargo db downgrade base")
        .exits(5)
        .complains(["there is no way", "nothing was changed"]);
    assert_eq!(database.rows(), rows);
    handler.run("cargo db upgrade head").ok();
}

fn making_schema_changes(handler: &System) {
    let database = handler.database(FILE);
    handler.section("Making Schema Changes");
    handler
        .run("git init --quiet --initial-branch main && git add . && git commit --quiet -m 'References'")
        .ok();
    handler.say("1. Modify: one column comes, and a rule for another one.");
    handler.edit(
        "entity/src/supplier.rs",
        "    pub vat_number: Option<String>,\n",
        "    pub vat_number: Option<String>,\n    #[sea_orm(default_value = 30)]\n    \
             pub payment_days: i32,\n",
    );
    handler.edit(
        "entity/src/declarations/invoice.rs",
        "'approved', 'paid')",
        "'approved', 'disputed', 'paid')",
    );
    handler.say("2. Generate.");
    handler
        .run("cargo db revision --autogenerate -m 'payment terms and disputes'")
        .ok();
    handler.say("3. Review.");
    handler
        .run(&format!("sed -n '/^fn/,$p' {}", handler.newest_revision()))
        .ok();
    handler.run("cargo db upgrade head --dry-run").ok();
    handler.say("4. Test locally.");
    let tested = handler.run("cargo db test").ok();
    assert!(
        tested.contains("the last state equals the entities"),
        "{tested}"
    );
    handler.run("cargo db upgrade head").ok();
    handler.run("cargo build --quiet").ok();
    app(handler, "set 539007547034 disputed").ok();
    app(handler, "set 539007547034 lost")
        .exits(1)
        .complains(["CHECK"]);
    assert_eq!(database.query("SELECT payment_days FROM suppliers"), ["30"]);
    handler.say("5. Commit both.");
    handler
        .run("git add entity migration && git commit --quiet -m 'Payment terms and disputes'")
        .ok();
    assert_eq!(handler.run("git status --short").ok(), "");
}

fn important_notes(handler: &System) {
    let database = handler.database(FILE);
    handler.section("Important Notes");
    handler.say("The development database first: the environment goes before .env.");
    let development = format!(
        "DATABASE_URL={}",
        ADDRESS.replace("invoices", "development")
    );
    handler
        .run(&format!("{development} cargo db upgrade head"))
        .ok();
    handler.run(&format!("{development} cargo db check")).ok();
    handler.say("The service is asynchronous throughout: many invoices at the same time.");
    let lines = "for n in 1 2 3 4 5 6 7 8; do echo \"Globex G-$n ink $n\"; done";
    handler
        .run(&format!(
            "({lines}) | {development} target/debug/invoice-handler receive"
        ))
        .ok();
    let development = handler.database("data/development.db");
    assert_eq!(development.number("SELECT count(*) FROM invoice_lines"), 8);
    assert_eq!(development.number("SELECT count(*) FROM suppliers"), 1);
    assert_eq!(
        development.number("SELECT sum(cents) FROM open_invoices"),
        36
    );
    development.is_sound();
    handler.say("A table tracks which revisions are applied.");
    let head = handler.id_in(&handler.newest_revision());
    assert_eq!(database.query("SELECT * FROM sterna_version"), [head]);
    handler.run("cargo db current").ok();
}

fn configuration(handler: &System) {
    handler.section("Configuration");
    handler.say("alembic.ini and env.py: the settings, and the list of the entities.");
    handler.run("cat sterna.toml").ok();
    let current = handler.run("cargo db --config sterna.toml current").ok();
    assert_eq!(
        handler.run("cd migration && cargo db current").ok(),
        current
    );
}

/// A reference that banks check: <https://www.iso.org/standard/50649.html>.
const REFERENCES: &str = "fn upgrade(op: &mut Operations) {
    op.run(async |db| {
        let invoices = Query::select()
            .columns([\"id\", \"invoice_number\"])
            .from(\"invoices\")
            .to_owned();
        for invoice in db.query_all(&invoices).await? {
            let id: i32 = invoice.try_get(\"\", \"id\")?;
            let number: String = invoice.try_get(\"\", \"invoice_number\")?;
            let update = Query::update()
                .table(\"invoices\")
                .value(\"payment_reference\", reference(&number))
                .and_where(Expr::col(\"id\").eq(id))
                .to_owned();
            db.execute(&update).await?;
        }
        Ok(())
    });
}

/// The number with the check digits of ISO 11649 before it.
fn reference(number: &str) -> String {
    let letters = number.chars().chain(\"RF00\".chars());
    let rest = letters.filter_map(|letter| letter.to_digit(36)).fold(0, |rest, digit| {
        (rest * if digit > 9 { 100 } else { 10 } + digit) % 97
    });
    format!(\"RF{:02}{number}\", 98 - rest)
}

fn downgrade(op: &mut Operations) {
    op.execute(\"UPDATE invoices SET payment_reference = NULL\");
}
";
