//! Commands that are ended at any moment: by Ctrl-C, by what a service manager sends, by what nobody
//! can catch. `STERNA_KILLS=200` does it more often, `STERNA_SEED` at other moments.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use tests::repository;

use super::*;

/// What ends a command, by name and number: Ctrl-C, `systemctl stop`, and the kernel.
const SIGNALS: [(&str, i32); 3] = [("INT", 2), ("TERM", 15), ("KILL", 9)];

/// Starts `db …` as from a terminal: whoever runs the tests may ignore Ctrl-C, which is inherited.
fn spawn(app: &Reference, arguments: &[&str]) -> Child {
    let mut env = Command::new("env");
    env.args([
        "--default-signal=INT,TERM",
        env!("CARGO_BIN_EXE_reference-db"),
    ]);
    env.args(arguments).current_dir(repository());
    env.env("DATABASE_URL", app.database().url());
    let env = env.stdout(Stdio::null()).stderr(Stdio::null());
    env.spawn().expect("the command starts")
}

/// Sends the signal; says whether that ended the command, which may have been done.
fn end(mut child: Child, (name, number): (&str, i32)) -> bool {
    let id = child.id().to_string();
    let kill = Command::new("kill").args(["-s", name, &id]).status();
    assert!(kill.expect("kill runs").success());
    let status = child.wait().expect("the command ends");
    assert!(
        status.success() || status.signal() == Some(number),
        "{status}"
    );
    !status.success()
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Moments within a duration, as many as are asked for.
fn moments(usual: Duration) -> impl Iterator<Item = Duration> {
    let kills = number("STERNA_KILLS").unwrap_or(24);
    let seed = number("STERNA_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let next = |last: &u64| {
        let next = last.wrapping_mul(6_364_136_223_846_793_005);
        Some(next.wrapping_add(1))
    };
    let numbers = std::iter::successors(Some(seed), next).skip(1);
    let moment = move |number: u64| {
        let share = u32::try_from(number >> 32).expect("32 bits");
        usual.mul_f64(f64::from(share) / f64::from(u32::MAX))
    };
    numbers
        .map(moment)
        .take(usize::try_from(kills).expect("a number of moments"))
}

#[test]
fn a_deploy_that_is_ended_leaves_word_and_a_way_back() {
    for signal in SIGNALS {
        let app = released(10);
        let database = app.database();
        let before = State::of(&database);
        let slow = Slow::new(&app);
        let deploy = spawn(&app, &["deploy", "--verify", &slow.command()]);
        wait_for(&slow.running);
        assert!(end(deploy, signal));
        slow.fail();
        let said =
            app.db(["current"])
                .complains(["a deploy of ", "was at 629228fb1c98", "was killed"]);
        let words = said
            .stderr
            .split('`')
            .find(|words| words.contains("db restore"));
        let backup = words
            .expect("the way back")
            .rsplit(' ')
            .next()
            .expect("a path");
        app.db(["restore", backup]).ok();
        assert_eq!(State::of(&database), before);
        assert_eq!(
            app.db(["current"]).stderr,
            "note: 2 revisions behind head\n"
        );
    }
}

/// At any moment of it, the upgrade included.
#[test]
fn a_deploy_that_is_ended_leaves_the_schema_of_before_or_the_new_one() {
    let app = released(20_000);
    let database = app.database();
    let before = State::of(&database);
    app.db(["backup"]).ok();
    let backup = backups(&app).remove(0).display().to_string();
    let started = Instant::now();
    app.db(["deploy"]).ok();
    let after = State::of(&database);
    let mut ends = [0, 0];
    for (moment, signal) in moments(started.elapsed()).zip(SIGNALS.iter().cycle()) {
        app.db(["restore", &backup]).ok();
        let deploy = spawn(&app, &["deploy"]);
        thread::sleep(moment);
        end(deploy, *signal);
        let heads = State::of(&database).heads;
        ends[usize::from(heads == before.heads)] += 1;
        match heads == before.heads {
            true => assert_eq!(State::of(&database), before, "{signal:?}"),
            false => assert_eq!(State::of(&database).schema, after.schema, "{signal:?}"),
        }
        app.db(["deploy"]).ok();
        assert_eq!(State::of(&database).schema, after.schema);
    }
    assert!(
        ends[1] > 0,
        "no deploy was ended before its upgrade: {ends:?}"
    );
}

#[test]
fn a_restore_that_is_ended_leaves_the_old_database_or_the_new_one() {
    let app = released(30_000);
    let database = app.database();
    app.db(["backup"]).ok();
    let backup = backups(&app).remove(0).display().to_string();
    let old = State::of(&database);
    let mut ends = [0, 0];
    let started = Instant::now();
    app.db(["restore", &backup]).ok();
    let journals = ["DELETE", "WAL"].iter().cycle();
    let rounds = moments(started.elapsed()).zip(journals);
    for ((moment, journal), signal) in rounds.zip(SIGNALS.iter().cycle()) {
        database.execute("UPDATE posts SET content = 'new' WHERE id <= 10");
        database.query(&format!("PRAGMA journal_mode = {journal}"));
        let new = State::of(&database);
        let restore = spawn(&app, &["restore", &backup]);
        thread::sleep(moment);
        end(restore, *signal);
        let state = State::of(&database);
        assert!(state == old || state == new, "neither old nor new");
        ends[usize::from(state == old)] += 1;
        let said = app.db(["restore", &backup]);
        said.exits(0);
        assert_eq!(State::of(&database), old);
        assert!(!app.folder().join("data/content.db.restoring").exists());
    }
    assert!(ends[0] > 0, "no restore was ended before its end: {ends:?}");
}

/// What has the name of a backup is one.
#[test]
fn a_backup_that_is_ended_leaves_nothing_that_looks_like_one() {
    let app = released(30_000);
    let database = app.database();
    let before = State::of(&database);
    let started = Instant::now();
    app.db(["backup", "--keep", "1"]).ok();
    let mut ends = [0, 0];
    for (moment, signal) in moments(started.elapsed()).zip(SIGNALS.iter().cycle()) {
        let backup = spawn(&app, &["backup", "--keep", "1"]);
        thread::sleep(moment);
        ends[usize::from(end(backup, *signal))] += 1;
        let is_partial = |path: &PathBuf| path.to_string_lossy().contains(".db.partial");
        let mut whole = backups(&app);
        whole.retain(|path| !is_partial(path));
        assert!(!whole.is_empty(), "the one before stays");
        for path in whole {
            assert_eq!(State::of(&Database::new(path)), before);
        }
    }
    assert_eq!(State::of(&database), before);
    assert!(ends[1] > 0, "no backup was ended before its end: {ends:?}");
}
