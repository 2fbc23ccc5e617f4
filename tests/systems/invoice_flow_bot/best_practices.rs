//! The guide's advice and troubles: each is provoked, and what the bot and the command say answers
//! it.

use tests::System;

use super::{DATABASE, app};
use crate::systems::listening::Listening;

/// `no such table: invoice_drafts`, `unable to open database file`.
pub fn tip(bot: &System) {
    bot.section("Tip: no such table: invoice_drafts");
    let drafts = bot.id_in(&bot.revision("drafts_of_invoices"));
    let mut running = Listening::start(bot, "target/debug/invoice-bot listen");
    tell(bot, &mut running, "draft 42 ACME A-18 paper=1x4.50");
    bot.say("Somebody takes the database back while the bot runs.");
    bot.run(&format!("cargo db downgrade {drafts}")).ok();
    bot.run("cargo db downgrade -1").ok();
    let answer = tell(bot, &mut running, "draft 42 ACME A-18 paper=1x4.50");
    assert!(answer.contains("no such table: invoice_drafts"), "{answer}");
    bot.run("cargo db current").ok();
    bot.run("cargo db upgrade head").ok();
    tell(bot, &mut running, "draft 42 ACME A-18 paper=1x4.50");
    let answer = tell(bot, &mut running, "confirm 42");
    assert_eq!(answer, "2: ACME A-18 4.50");
    running.stop();

    bot.section("Tip: unable to open database file");
    let named = "INVOICE_DB_PATH=volume/new/data.sqlite";
    let failed = bot.run(&format!("{named} target/debug/invoice-bot list"));
    failed.exits(1).complains(["unable to open database file"]);
    let answer = bot.run(&format!("{named} cargo db current")).exits(3);
    answer.complains(["volume/new/data.sqlite", "cargo db upgrade head"]);
    bot.run(&format!("{named} cargo db upgrade head")).ok();
    bot.run(&format!(
        "{named} target/debug/invoice-bot save 7 Initech I-1 paper=1x4.50"
    ))
    .ok();
}

/// Version control, backups, volumes.
pub fn every_one(bot: &System) {
    bot.section("Best Practices");
    bot.say("The database stays out of version control.");
    let status = bot.run("git status --short").ok();
    assert_eq!(status, "");
    bot.say("A copy of the file, while the bot runs: its last invoice is still in the -wal file.");
    let mut running = Listening::start(bot, "target/debug/invoice-bot listen");
    tell(bot, &mut running, "save 42 Globex G-1 ink=1x20.00");
    bot.run("mkdir -p backup && cp backend/data.sqlite backup/by-hand.sqlite")
        .ok();
    let by_hand = bot.database("backup/by-hand.sqlite");
    assert_eq!(by_hand.number("SELECT count(*) FROM invoices"), 2);
    bot.say("The command's copy has it.");
    let saved = bot.run("cargo db backup --keep 3").ok();
    let file = saved.split("  ").next().expect("a path").to_owned();
    let backup = bot.database(&file);
    let before = bot.database(DATABASE).rows();
    assert_eq!(backup.rows(), before);
    assert_eq!(backup.number("SELECT count(*) FROM invoices"), 3);

    bot.say("It is not put back under a running bot.");
    bot.hide(&running.id().to_string(), "4711");
    let refused = bot.run(&format!("cargo db restore {file}")).exits(3);
    refused.complains(["invoice-bot"]);
    tell(bot, &mut running, "save 42 Globex G-2 oops=1x1.00");
    running.stop();
    bot.run(&format!("cargo db restore {file}")).ok();
    assert_eq!(bot.database(DATABASE).rows(), before);

    bot.say("A container whose volume is not there: the question makes no new database.");
    let unmapped = "INVOICE_DB_PATH=unmapped/data.sqlite cargo db current --check-heads";
    bot.run(unmapped)
        .exits(3)
        .complains(["unmapped/data.sqlite"]);
    assert!(!bot.root().join("unmapped").exists());
}

/// To another host.
pub fn restore_and_migrate(bot: &System) {
    let host = |line: &str| {
        bot.run(&format!(
            "cd ../host && INVOICE_DB_PATH=$PWD/data.sqlite {line}"
        ))
    };
    bot.section("Restore and Migrate");
    bot.say("The database is one of the release before: there were no drafts yet.");
    let first = bot.id_in(&bot.revision("their_items_and_comments"));
    bot.run(&format!("cargo db downgrade {first}")).ok();
    bot.run("mkdir ../host && cp sterna.toml target/debug/invoice-bot target/debug/invoice-bot-db ../host")
        .ok();
    bot.run(&format!("cp {DATABASE} ../host")).ok();
    let listed = host("./invoice-bot list").ok();
    assert_eq!(listed, app(bot, "list").ok());
    assert!(listed.contains("3: Globex G-1 20.00 (1 items, 0 comments)"));
    assert!(host("./invoice-bot-db current").ok().contains("(head)"));
    let database = bot.database("../host/data.sqlite");
    assert!(database.tables().contains(&"invoice_drafts".to_owned()));
    database.is_sound();
}

/// What the running bot is told, and what it answers.
fn tell(bot: &System, running: &mut Listening, line: &str) -> String {
    let answer = running.tell(line);
    bot.say(&format!("The bot is told {line:?} and answers {answer:?}."));
    answer
}
