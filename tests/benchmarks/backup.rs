//! A backup of a database to which 1,000 rows a second are committed, beside `sqlite3 .backup`:
//! `cargo bench --package tests --bench backup`.
//!
//! Every commit adds the next number. A copy with a gap would hold two moments: it is looked for.
//! The writer has WAL and `synchronous = NORMAL`, which is all that WAL needs to stay consistent
//! (<https://www.sqlite.org/pragma.html#pragma_synchronous>): a commit is one row, and does not wait
//! for the disk. `STERNA_ROWS` says how many rows there are before.

#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use tests::{Database, Reference};

/// A commit a millisecond.
const PACE: Duration = Duration::from_millis(1);

/// `.backup` begins again when another process writes, so it may never end.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let rows = std::env::var("STERNA_ROWS").ok();
    let rows = rows.map_or(300_000, |rows| rows.parse().expect("a number of rows"));
    let app = Reference::new(env!("CARGO_BIN_EXE_reference-db"));
    app.db(["upgrade", "head"]).ok();
    let database = app.database();
    database.query("PRAGMA journal_mode = WAL");
    database.execute(&format!(
        "CREATE TABLE ticks (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
         CREATE INDEX tick_texts ON ticks (text);
         INSERT INTO ticks WITH RECURSIVE n (i) AS
         (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
         SELECT i, 'the text of the row with the number ' || i FROM n"
    ));
    let size = std::fs::metadata(database.path()).map_or(0, |file| file.len());
    println!("{rows} rows with an index, {} MB, WAL", size / 1_000_000);
    let ours = || {
        let said = app.db(["backup", "-q", "--to", &folder(&app)]).ok();
        Some(Path::new(said.trim()).to_owned())
    };
    let theirs = || {
        let copy = app.folder().join("shell.db");
        drop(std::fs::remove_file(&copy));
        shell(database.path(), &copy).then_some(copy)
    };
    compare("nobody writes", &database, &ours, &theirs);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let writer = scope.spawn(|| write(database.path(), &stop));
        compare(
            "a row is committed every millisecond",
            &database,
            &ours,
            &theirs,
        );
        stop.store(true, Ordering::Relaxed);
        let (commits, longest, time) = writer.join().expect("the writer ends");
        let rate = commits as f64 / time.as_secs_f64();
        println!("the writer: {rate:.0} rows a second, a commit each; the longest {longest:.1?}");
    });
}

fn folder(app: &Reference) -> String {
    app.folder().join("backups").display().to_string()
}

type Copying<'a> = &'a dyn Fn() -> Option<std::path::PathBuf>;

fn compare(when: &str, database: &Database, ours: Copying<'_>, theirs: Copying<'_>) {
    println!("{when}");
    let count = || database.number("SELECT count(*) FROM ticks");
    for (name, copying) in [
        ("sterna backup, checked", ours),
        ("sqlite3 .backup", theirs),
    ] {
        let (started, before) = (Instant::now(), count());
        let copy = copying();
        let (time, after) = (started.elapsed(), count());
        let rate = (after - before) as f64 / time.as_secs_f64();
        let found = copy.map_or_else(|| "not done".to_owned(), |copy| inspected(&copy));
        println!(
            "  {name:<24}{time:>9.0?}  rows {before} -> {after} ({rate:.0} a second)  {found}"
        );
    }
}

/// Whether the numbers of a copy have no gap, and nothing else is wrong with it.
fn inspected(copy: &Path) -> String {
    let copy = Database::new(copy);
    copy.is_sound();
    let gaps = copy.number("SELECT max(number) - count(*) FROM ticks");
    let rows = copy.number("SELECT count(*) FROM ticks");
    format!("copy: {rows} rows, {gaps} missing, integrity_check ok")
}

/// `sqlite3`'s own way, which gives up its place whenever somebody writes.
fn shell(database: &Path, copy: &Path) -> bool {
    let mut shell = Command::new("sqlite3");
    let line = format!(".backup '{}'", copy.display());
    let child = shell.arg(database).arg(line).stdout(Stdio::null()).spawn();
    let Ok(mut child) = child else { return false };
    let started = Instant::now();
    loop {
        match child.try_wait().expect("a child") {
            Some(status) => return status.success(),
            None if started.elapsed() > PATIENCE => {
                child.kill().expect("a child can be killed");
                child.wait().expect("a killed child ends");
                return false;
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Commits the next number again and again: how often, the longest time, and for how long. What a
/// late commit has cost is made up for by the next ones, so that the pace holds.
fn write(database: &Path, stop: &AtomicBool) -> (u32, Duration, Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let db = writer(database).await;
        let (started, mut longest, mut commits) = (Instant::now(), Duration::ZERO, 0);
        while !stop.load(Ordering::Relaxed) {
            longest = longest.max(commit(&db).await);
            commits += 1;
            let due = PACE * commits;
            if let Some(early) = due.checked_sub(started.elapsed()) {
                thread::sleep(early);
            }
        }
        (commits, longest, started.elapsed())
    })
}

async fn writer(database: &Path) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}", database.display()));
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| sqlite.synchronous(SqliteSynchronous::Normal));
    sea_orm::Database::connect(options).await.expect("opened")
}

async fn commit(db: &DatabaseConnection) -> Duration {
    let started = Instant::now();
    let sql = "INSERT INTO ticks (text) SELECT 'tick ' || max(number) FROM ticks";
    db.execute_unprepared(sql).await.expect("committed");
    started.elapsed()
}
