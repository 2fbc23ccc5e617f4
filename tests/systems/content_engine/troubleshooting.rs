//! The guide's Troubleshooting section: each entry is provoked, and the message answers it.

use tests::System;

use super::{DATABASE, app};

/// The section from its first entry to its last.
pub fn every_entry(engine: &System) {
    cant_locate_revision(engine);
    target_database_is_not_up_to_date(engine);
    multiple_head_revisions(engine);
    reset_the_version_table(engine);
}

fn cant_locate_revision(engine: &System) {
    engine.section("\"Can't locate revision identified by 'abc123'\"");
    engine.say("The file of the applied head is missing. git knows it.");
    let (file, head) = (
        engine.newest_revision(),
        engine.id_in(&engine.newest_revision()),
    );
    engine.run(&format!("rm {file}")).ok();
    engine
        .run("cargo db upgrade head")
        .exits(4)
        .complains([head.as_str()]);
    engine.run("cargo db current");
    engine.run("ls migration/src/versions").ok();
    let log = engine
        .run("git log --oneline --format=%s -- migration/src/versions")
        .ok();
    assert!(log.starts_with("db: full names, Mastodon"), "{log}");
    engine.run(&format!("git checkout --quiet {file}")).ok();
    engine.run("cargo db upgrade head").ok();
}

fn target_database_is_not_up_to_date(engine: &System) {
    engine.section("\"Target database is not up to date\"");
    engine.run("cargo db downgrade -1").ok();
    let refusal = engine
        .run("cargo db revision --autogenerate -m 'More'")
        .exits(4);
    refusal.complains(["cargo db upgrade head"]);
    app(engine, "posts")
        .exits(1)
        .complains(["Database schema mismatch"]);
    engine.run("cargo db upgrade head").ok();
    app(engine, "posts").ok();
}

fn multiple_head_revisions(engine: &System) {
    engine.section("\"Multiple head revisions are present\"");
    for id in ["0e0000000001", "0e0000000002"] {
        engine.hide(id, id);
    }
    let head = engine.id_in(&engine.newest_revision());
    engine
        .run("cargo db revision -m 'One' --rev-id 0e0000000001")
        .ok();
    engine
        .run(&format!(
            "cargo db revision -m 'Other' --rev-id 0e0000000002 --head {head} --splice"
        ))
        .ok();
    let refusal = engine.run("cargo db upgrade head").exits(4);
    refusal.complains(["0e0000000001", "cargo db merge"]);
    engine
        .run("cargo db merge heads -m 'Merge migrations'")
        .ok();
    engine.run("cargo db upgrade head").ok();
    assert!(engine.run("cargo db current").ok().contains("(head"));
}

fn reset_the_version_table(engine: &System) {
    let rows = || engine.database(DATABASE).rows();
    let before = rows();
    engine.section("Reset Alembic Version Table");
    engine.say("Backup first!");
    engine.run("cargo db backup").ok();
    engine.sql(DATABASE, "DROP TABLE IF EXISTS sterna_version");
    let lost = engine.run("cargo db current").exits(0);
    lost.complains(["the history says", "cargo db stamp"]);
    engine.say("Everything would be created again: nothing is changed.");
    let refusal = engine.run("cargo db upgrade head").exits(6);
    refusal.complains(["exists already", "cargo db stamp"]);
    assert_eq!(rows(), before);
    engine.run("cargo db stamp head").ok();
    engine.run("cargo db check").ok();
    assert_eq!(rows(), before);
    app(engine, "posts").ok();
}
