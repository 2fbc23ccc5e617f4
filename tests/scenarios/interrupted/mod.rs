//! A process that is killed at any moment leaves the old state or the new one, whole, whichever
//! way its alteration goes. `STERNA_KILLS=200` kills more often, `STERNA_SEED` at other moments.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use tests::{Database, Project, file};

const ROWS: u32 = 50_000;
const BASE: &str = "aaaa00000001";
const WAYS: [(&str, &str); 3] = [
    ("native", "bbbb00000001"),
    ("in place", "bbbb00000002"),
    ("rebuild", "bbbb00000003"),
];

#[test]
fn slow_a_killed_upgrade_leaves_the_old_state_or_the_new_one() {
    let kills = number("STERNA_KILLS").unwrap_or(48);
    let seed = number("STERNA_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let project = project();
    let bases = ["DELETE", "WAL"].map(|journal| base(&project, journal));
    let mut moments = Moments(seed);
    for (at, (way, revision)) in WAYS.into_iter().enumerate() {
        let change = Change::observed(&project, &bases[0], way, revision);
        let share = kills / 3 + u64::from(kills % 3 > at as u64);
        let mut count = Count::default();
        for round in 0..share {
            let base = &bases[usize::from(round % 2 == 1)];
            let from = if round % 4 < 2 {
                From::Start
            } else {
                From::FirstWrite
            };
            count.add(change.killed(&project, base, from, moments.next()));
        }
        // On a machine whose speed changes the moments may all have been too late.
        for base in bases.iter().cycle().take(100) {
            if count.writing == 0 {
                count.add(change.killed(&project, base, From::FirstWrite, 0.0));
            }
        }
        tell(&format!(
            "{way}: killed {share} times (seed {seed}) within {:.0?}: {count:?}",
            change.time
        ));
        assert!(
            count.writing > 0,
            "{way}: no upgrade was caught while it wrote"
        );
        change.goes_on(&project);
    }
}

/// A project with a revision for each way, built once.
fn project() -> Project {
    let project = Project::new("interrupted", &file("scenarios/interrupted/entity"));
    let revisions = file("scenarios/interrupted/revisions");
    for entry in fs::read_dir(revisions).expect("the scenario's revisions") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a readable revision");
        let name = path.file_name().expect("a file has a name");
        let name = name.to_string_lossy();
        project.write(&format!("migration/src/versions/{name}"), &text);
    }
    project.cargo(&["build", "--quiet", "--package", "interrupted-cli"]);
    project
}

/// A database with rows and that journal, which each round gets a copy of.
fn base(project: &Project, journal: &str) -> PathBuf {
    remove(project.database().path());
    run(project, BASE);
    let database = project.database();
    database.query(&format!("PRAGMA journal_mode = {journal}"));
    database.execute(&format!(
        "INSERT INTO readings (serial, sensor, value, note)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
         SELECT 'serial ' || i, i % 100, iif(i % 2, i * 7, NULL), 'note ' || i FROM n"
    ));
    let path = project.root().join(format!("{journal}.db"));
    fs::copy(database.path(), &path).expect("the database can be copied");
    path
}

/// All that a database says.
#[derive(PartialEq)]
struct State {
    versions: Vec<String>,
    schema: BTreeMap<String, String>,
    rows: BTreeMap<String, Vec<String>>,
}

impl State {
    fn of(database: &Database) -> Self {
        Self {
            versions: database.query("SELECT version_num FROM sterna_version"),
            schema: database.schema(),
            rows: database.rows(),
        }
    }
}

/// An upgrade, with the states at both ends of it.
struct Change {
    revision: &'static str,
    old: State,
    new: State,
    time: Duration,
}

impl Change {
    /// The upgrade as it is when nobody kills it.
    fn observed(project: &Project, base: &Path, way: &str, revision: &'static str) -> Self {
        let database = fresh(project, base);
        let old = State::of(&database);
        let mut plan = project.spawn(["upgrade", revision, "--dry-run"]);
        plan.wait().expect("a dry run ends");
        let told = std::io::read_to_string(plan.stdout.take().expect("a pipe"));
        let told = told.expect("words");
        assert!(told.contains(way), "{told}");
        let started = Instant::now();
        run(project, revision);
        let time = started.elapsed();
        let new = State::of(&database);
        assert!(old.versions != new.versions && old.schema != new.schema);
        Self {
            revision,
            old,
            new,
            time,
        }
    }

    /// Starts the upgrade anew and kills it after that part of its time.
    fn killed(&self, project: &Project, base: &Path, from: From, part: f64) -> Killed {
        let database = fresh(project, base);
        let mut upgrade = project.spawn(["upgrade", self.revision]);
        if from == From::FirstWrite {
            wait_for_a_write(&mut upgrade, &database);
        }
        std::thread::sleep(self.time.mul_f64(part));
        let ended = upgrade.try_wait().expect("a child").is_some();
        upgrade.kill().expect("a child can be killed");
        upgrade.wait().expect("a killed child ends");
        let was_writing = journals(database.path()).any(|path| size(&path) > 0);
        database.is_sound();
        let state = State::of(&database);
        let is_new = state == self.new;
        assert!(is_new || state == self.old, "neither old nor new");
        match (ended, is_new, was_writing) {
            (true, ..) => Killed::AtTheEnd,
            (false, true, _) => Killed::Committed,
            (false, false, true) => Killed::Writing,
            (false, false, false) => Killed::Before,
        }
    }

    /// After the last kill, the next upgrade does what is left to do.
    fn goes_on(&self, project: &Project) {
        run(project, self.revision);
        let database = project.database();
        database.is_sound();
        assert!(State::of(&database) == self.new);
    }
}

/// From when on the time is counted after which a process is killed.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Start,
    FirstWrite,
}

/// Waits until the process has written something, or is gone.
fn wait_for_a_write(upgrade: &mut Child, database: &Database) {
    let has_written = || journals(database.path()).any(|path| size(&path) > 0);
    while !has_written() && upgrade.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Where a process was when it was killed.
enum Killed {
    Before,
    Writing,
    Committed,
    AtTheEnd,
}

/// How many processes were killed where.
#[derive(Debug, Default)]
struct Count {
    before_it_wrote: u32,
    writing: u32,
    after_the_commit: u32,
    at_its_end: u32,
}

impl Count {
    fn add(&mut self, killed: Killed) {
        *match killed {
            Killed::Before => &mut self.before_it_wrote,
            Killed::Writing => &mut self.writing,
            Killed::Committed => &mut self.after_the_commit,
            Killed::AtTheEnd => &mut self.at_its_end,
        } += 1;
    }
}

/// Parts of a whole that depend on the seed alone (SplitMix64).
struct Moments(u64);

impl Moments {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let thousandths = u32::try_from((z ^ (z >> 31)) % 1_000).expect("it is small");
        f64::from(thousandths) / 1_000.0
    }
}

fn run(project: &Project, revision: &str) {
    let upgrade = project.spawn(["upgrade", revision]);
    let output = upgrade.wait_with_output().expect("the upgrade ends");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
}

/// The project's database as a copy of that file, without anything that was beside it.
fn fresh(project: &Project, base: &Path) -> Database {
    let database = project.database();
    remove(database.path());
    fs::copy(base, database.path()).expect("the database can be copied");
    database
}

fn remove(database: &Path) {
    let files = journals(database).chain([database.to_owned(), beside(database, "-shm")]);
    files.for_each(|file| drop(fs::remove_file(file)));
}

fn journals(database: &Path) -> impl Iterator<Item = PathBuf> {
    ["-journal", "-wal"]
        .map(|end| beside(database, end))
        .into_iter()
}

fn beside(database: &Path, end: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(end);
    path.into()
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Says it past the test harness, which would keep it to itself.
fn tell(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error is open");
}
