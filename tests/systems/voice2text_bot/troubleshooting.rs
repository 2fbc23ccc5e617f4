//! The guide's Troubleshooting section: each entry is provoked, and the message answers it.

use tests::System;

/// The section from its first entry to its last.
pub fn every_entry(bot: &System) {
    migration_already_applied(bot);
    database_out_of_date(bot);
    migration_conflict(bot);
    cant_find_database_file(bot);
    cant_import_models(bot);
    check_migration_status(bot);
}

fn migration_already_applied(bot: &System) {
    bot.section("Migration Already Applied: Can't locate revision identified by 'abc123'");
    let unknown = bot.run("cargo db upgrade abc123").exits(4);
    unknown.complains(["'abc123'", "cargo db history"]);
    bot.say("The same where the database names a revision whose file is missing.");
    let head = bot.id_in(&bot.newest_revision());
    bot.sql(
        "data/bot.db",
        "UPDATE sterna_version SET version_num = 'abc123'",
    );
    bot.run("cargo db upgrade head")
        .exits(4)
        .complains(["abc123"]);
    bot.run("cargo db current");
    bot.run("cargo db history").ok();
    bot.run(&format!("cargo db stamp --purge {head}")).ok();
    assert!(bot.run("cargo db current").ok().contains("head"));
}

fn database_out_of_date(bot: &System) {
    bot.section("Database Out of Date: Database schema mismatch. Current: abc123, HEAD: def456");
    bot.run("cargo db downgrade -1").ok();
    let head = bot.id_in(&bot.newest_revision());
    let refusal = bot.run("cargo run --quiet --package app -- users").exits(1);
    refusal.complains(["Database schema mismatch", &head]);
    bot.run("cargo db upgrade head").ok();
    bot.run("cargo run --quiet --package app -- users").ok();
}

fn migration_conflict(bot: &System) {
    bot.section("Migration Conflict");
    let (ours, theirs) = ("ada000000001", "b0b000000001");
    bot.hide(ours, ours);
    bot.hide(theirs, theirs);
    bot.say("A colleague adds a revision …");
    bot.run("git switch --quiet --create colleague").ok();
    bot.edit(
        "entity/src/transcription.rs",
        "    pub seconds: i32,\n",
        "    pub seconds: i32,\n    pub language: Option<String>,\n",
    );
    bot.run("DATABASE_URL=fresh.db cargo db upgrade head").ok();
    bot.run("DATABASE_URL=fresh.db cargo db revision --autogenerate -m 'messages have a language' --rev-id b0b000000001")
        .ok();
    bot.run("git add . && git commit --quiet -m 'Languages' && git push --quiet origin HEAD:main")
        .ok();

    bot.say("… and so do I, at the same time.");
    bot.run("git switch --quiet main").ok();
    bot.edit(
        "entity/src/user.rs",
        "    pub plan: String,\n",
        "    pub plan: String,\n    pub last_seen: Option<DateTimeUtc>,\n",
    );
    bot.run("cargo db revision --autogenerate -m 'users are seen' --rev-id ada000000001")
        .ok();
    bot.run("cargo db upgrade head").ok();
    bot.run("git add . && git commit --quiet -m 'Last seen'")
        .ok();

    bot.run("git pull --quiet --no-rebase --no-edit origin main")
        .ok();
    bot.run("cargo db history").ok();
    let refusal = bot.run("cargo db upgrade head").exits(4);
    refusal.complains([theirs, ours, "cargo db merge"]);
    bot.run(&format!(
        "cargo db merge -m 'merge migrations' {ours} {theirs}"
    ))
    .ok();
    bot.run("cargo db upgrade head").ok();
    bot.run("cargo db check").ok();
    bot.say("One step back from a merge, and one more: what was applied last, not whichever row comes first.");
    bot.run("cargo db downgrade -1").ok();
    bot.run("cargo db downgrade -1").ok();
    let database = bot.database("data/bot.db");
    assert!(database.columns("users").contains(&"last_seen".to_owned()));
    assert!(
        !database
            .columns("transcriptions")
            .contains(&"language".to_owned())
    );
    bot.run("cargo db upgrade head").ok();
}

fn cant_find_database_file(bot: &System) {
    bot.section("Can't Find Database File: unable to open database file");
    let missing = bot
        .run("DATABASE_URL=sqlite://new/data/bot.db cargo db current")
        .exits(3);
    missing.complains(["new/data/bot.db", "cargo db upgrade head"]);
    bot.say("There is no folder to make: upgrade makes it.");
    bot.run("DATABASE_URL=sqlite://new/data/bot.db cargo db upgrade head")
        .ok();
    bot.run("DATABASE_URL=sqlite://new/data/bot.db cargo run --quiet --package app -- users")
        .ok();
}

fn cant_import_models(bot: &System) {
    bot.section("Alembic Can't Import Models: No module named 'src'");
    bot.say("Every folder of the workspace will do, and it is the same database.");
    let current = bot.run("cargo db current").ok();
    assert_eq!(bot.run("cd entity/src && cargo db current").ok(), current);
    bot.say("Elsewhere the built command needs to be told the database only.");
    bot.run("cd ../server && 2/bot-db current")
        .exits(3)
        .complains(["DATABASE_URL"]);
    bot.say("A model that is not listed is named.");
    bot.edit(
        "entity/src/lib.rs",
        "        .entity(preference::Entity)\n",
        "",
    );
    bot.run("cargo db check").exits(7).complains(["preference"]);
    bot.run("git checkout --quiet entity/src/lib.rs").ok();
}

fn check_migration_status(bot: &System) {
    bot.section("Check Migration Status");
    let head = bot.id_in(&bot.newest_revision());
    for line in ["current", "history", "heads", &format!("show {head}")] {
        bot.run(&format!("cargo db {line}")).ok();
    }
    bot.run("cargo db check").ok();
}
