//! The server: releases brought to it, deploys, and the way back.

use tests::{Outcome, System};

/// Runs a line on the server, which has the built programs and the database only.
pub fn on_server(bot: &System, line: &str) -> Outcome {
    bot.run(&format!(
        "cd ../server && DATABASE_URL=sqlite://$PWD/data/bot.db {line}"
    ))
}

/// Brings the programs as they are now to the server.
pub fn release(bot: &System, number: u8) {
    let folder = format!("../server/{number}");
    let copy = format!("cp target/debug/bot target/debug/bot-db {folder}");
    bot.run(&format!(
        "cargo build --quiet && mkdir -p ../server/data {folder} && {copy}"
    ))
    .ok();
}

pub fn production(bot: &System) {
    let database = bot.database("../server/data/bot.db");
    bot.section("Production (VPS)");
    bot.say("Release 2 does not start on the database of release 1.");
    release(bot, 2);
    let refusal = on_server(bot, "2/bot users").exits(1);
    refusal.complains(["Database schema mismatch", "cargo db upgrade head"]);
    bot.say("The workflow: upgrade, verify, and back if the new bot is not well. It is not.");
    let before = (database.schema(), database.rows());
    on_server(bot, "2/bot-db deploy --verify '2/bot users && false'").exits(8);
    assert_eq!((database.schema(), database.rows()), before);
    on_server(bot, "1/bot users").ok();
    bot.say("Manual application, in the image's spelling of the address.");
    let address = "DATABASE_URL=sqlite+aiosqlite:///$PWD/data/bot.db";
    bot.run(&format!("cd ../server && {address} 2/bot-db upgrade head"))
        .ok();
    assert!(
        on_server(bot, "2/bot users")
            .ok()
            .contains("Grace: 1 messages")
    );
}

pub fn production_rollback(bot: &System) {
    let users = || {
        bot.database("../server/data/bot.db")
            .query("SELECT name FROM users")
    };
    bot.section("Production Rollback");
    let address = "DATABASE_URL=sqlite+aiosqlite:///$PWD/data/bot.db";
    bot.run(&format!("cd ../server && {address} 2/bot-db downgrade -1"))
        .ok();
    assert_eq!(users(), ["Grace"]);
    bot.say("The next attempt finds the bot well.");
    on_server(bot, "2/bot-db deploy --verify '2/bot users'").ok();
    bot.say("Release 1 can take the database back to itself, though it lacks these revisions.");
    let premium = bot.id_in(&bot.revision("users_can_be_premium"));
    on_server(bot, &format!("1/bot-db downgrade {premium}")).ok();
    on_server(bot, "1/bot users").ok();
    assert_eq!(users(), ["Grace"]);
}
