//! What alterations cost: `cargo bench --package tests --bench alterations`.
//!
//! Each kind is carried out on tables of 10,000, 100,000 and 1,000,000 rows with two indexes and
//! as many rows that refer to them (`STERNA_ROWS=10000,50000` asks for others): the way that is
//! chosen, a forced rebuild, SQLite's twelve steps in the `sqlite3` shell, and Alembic's batch
//! mode. Nothing fails, since a machine may be busy; the marks are printed beside what was found.
//!
//! A figure is the fastest of up to five, each in a process of its own on a fresh copy of the
//! database that was flushed to the disk before. It includes reading the schema, all checks and
//! the commit with its fsync, which a commit of one row shows alone; opening the file is left out.

#![expect(clippy::print_stdout, reason = "its purpose is to print")]

#[path = "../alembic.rs"]
mod alembic;
mod child;
mod kinds;
mod measure;
mod peers;

use std::fs;
use std::path::PathBuf;

use self::kinds::{Effect, KINDS, Kind};
use self::measure::{Base, Measured};
use self::peers::Alembic;

/// What was found about one kind at one size.
struct Row {
    kind: &'static Kind,
    rows: u32,
    chosen: Measured,
    scan: Option<Measured>,
    rebuild: Measured,
    by_hand: Option<Measured>,
    alembic: Option<Measured>,
}

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [flag, mode, what, path] = arguments.as_slice()
        && flag == "--child"
    {
        println!("{}", child::work(mode, what, path));
        return;
    }
    let folder = folder();
    let alembic = Alembic::install(&folder);
    if alembic.is_none() {
        println!("without Alembic: python3 with venv, pip and a package index is not there");
    }
    if !peers::has_shell() {
        println!("without the sqlite3 shell, which is not there");
    }
    let sizes = sizes().into_iter();
    let found: Vec<_> = sizes
        .flat_map(|rows| measured(&Base::new(&folder, rows), alembic.as_ref()))
        .collect();
    let many = Base::new(&folder, 1).by_child("many", "");
    println!(
        "\n  {:54} {}",
        format!("drop NOT NULL in {} tables in one run", child::MANY),
        cell(Some(&many))
    );
    marks(&found);
    let seconds = many.time.as_secs_f64();
    mark("many tables", "seconds", Some(seconds), 2.0);
}

fn sizes() -> Vec<u32> {
    let asked = std::env::var("STERNA_ROWS").ok();
    let asked = asked.as_deref().unwrap_or("10000,100000,1000000");
    let sizes = asked.split(',').map(|number| number.trim().parse());
    sizes.map(|size| size.expect("a number of rows")).collect()
}

/// Where the databases and Python's packages go.
fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("alterations");
    fs::create_dir_all(&folder).expect("a folder under the target folder");
    folder
}

fn measured(base: &Base, alembic: Option<&Alembic>) -> Vec<Row> {
    println!("\n{} rows", base.rows);
    println!(
        "  {:36} {:>17} {:>11} {:>7} {:>11} {:>11} {:>11}",
        "", "way", "chosen", "peak", "rebuild", "by hand", "alembic"
    );
    let asked = std::env::var("STERNA_KIND").unwrap_or_default();
    let kinds = KINDS.iter().filter(|kind| kind.name.contains(&asked));
    let found = kinds.map(|kind| {
        let row = row(base, kind, alembic);
        show(&row);
        row
    });
    let found = found.collect();
    let copy = base.by_child("vacuum", &folder().join("vacuum.db").to_string_lossy());
    println!(
        "  {:36} {:>17} {}",
        "VACUUM INTO, the limit of copying",
        "",
        cell(Some(&copy))
    );
    let commit = base.by_child("commit", "");
    println!(
        "  {:36} {:>17} {}",
        "a commit of one row, the floor",
        "",
        cell(Some(&commit))
    );
    found
}

fn row(base: &Base, kind: &'static Kind, alembic: Option<&Alembic>) -> Row {
    let scan = match kind.effect {
        Effect::Tightens(sql) => Some(base.by_child("query", sql)),
        _ => None,
    };
    let by_hand = || base.fastest(|copy| peers::by_hand(kind, copy));
    Row {
        kind,
        rows: base.rows,
        chosen: base.by_child("chosen", kind.name),
        scan,
        rebuild: base.by_child("rebuild", kind.name),
        by_hand: peers::has_shell().then(by_hand).flatten(),
        alembic: alembic.and_then(|alembic| base.fastest(|copy| alembic.alters(kind, copy))),
    }
}

fn show(row: &Row) {
    println!(
        "  {:36} {:>17} {} {:>4} MB {} {} {}",
        row.kind.name,
        row.chosen.way,
        cell(Some(&row.chosen)),
        row.chosen.kilobytes / 1024,
        cell(Some(&row.rebuild)),
        cell(row.by_hand.as_ref()),
        cell(row.alembic.as_ref())
    );
}

fn cell(measured: Option<&Measured>) -> String {
    measured.map_or_else(
        || format!("{:>11}", ""),
        |measured| format!("{:>8.1} ms", measured.time.as_secs_f64() * 1e3),
    )
}

/// What was expected, and what was found.
fn marks(found: &[Row]) {
    println!("\nmarks");
    let most = found.iter().map(|row| row.rows).max();
    for row in found.iter().filter(|row| Some(row.rows) == most) {
        let name = row.kind.name;
        let fewest = found.iter().find(|other| other.kind.name == name);
        if row.kind.effect == Effect::Loosens {
            let growth = fewest.map(|fewest| ratio(&row.chosen, &fewest.chosen));
            mark(name, "times as long as with the fewest rows", growth, 1.0);
            let alembic = row.alembic.as_ref();
            let faster = alembic.map(|alembic| ratio(alembic, &row.chosen));
            mark(name, "times as fast as Alembic", faster, 500.0);
        }
        let scan = row.scan.as_ref().map(|scan| ratio(&row.chosen, scan));
        mark(name, "of the bare scan and a commit", scan, 1.5);
        let by_hand = row.by_hand.as_ref();
        let by_hand = by_hand.map(|by_hand| ratio(&row.rebuild, by_hand));
        mark(name, "of the rebuild by hand, when rebuilt", by_hand, 1.3);
    }
}

fn mark(kind: &str, what: &str, found: Option<f64>, expected: f64) {
    if let Some(found) = found {
        println!("  {kind:36} {found:>8.2} {what} (mark: {expected})");
    }
}

fn ratio(left: &Measured, right: &Measured) -> f64 {
    left.time.as_secs_f64() / right.time.as_secs_f64()
}
