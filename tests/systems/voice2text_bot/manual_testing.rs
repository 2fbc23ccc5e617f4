//! The guide's manual test of a migration, with a bot that keeps the database open.

use tests::System;

use super::super::listening::Listening;

pub fn manual_testing(bot: &System) {
    let texts = |database: &str| {
        bot.database(database)
            .query("SELECT text FROM transcriptions")
    };
    bot.section("Manual Testing");
    bot.say(
        "1. Backup current database. The bot is running: cp misses what is only in the -wal file.",
    );
    let mut running = Listening::start(bot, "target/debug/bot listen");
    let answer = running.tell("42 Ada ada-2.ogg 5 Still here");
    assert_eq!(answer, "Ada: Still here");
    bot.run("cp data/bot.db data/bot.db.backup").ok();
    assert_eq!(texts("data/bot.db.backup"), ["Good morning"]);
    let said = bot.run("cargo db backup").ok();
    let copy = said
        .split_whitespace()
        .next()
        .expect("the copy's path")
        .to_owned();
    assert_eq!(texts(&copy), ["Good morning", "Still here"]);
    bot.say("2. Apply migration");
    bot.run("cargo db upgrade head").ok();
    bot.say("3. Test application: it goes wrong.");
    let answer = running.tell("42 Ada ada-3.ogg 5 Gibberish");
    assert_eq!(answer, "Ada: Gibberish");
    bot.say("4. Rollback. A file that is in use is not replaced.");
    let process = format!("(process {})", running.id());
    bot.hide(&process, "(process 4242)");
    let refusal = bot.run(&format!("cargo db restore {copy}")).exits(3);
    refusal.complains([process.as_str()]);
    running.stop();
    bot.say("The bot is stopped.");
    bot.run(&format!("cargo db restore {copy}")).ok();
    assert_eq!(texts("data/bot.db"), ["Good morning", "Still here"]);
}
