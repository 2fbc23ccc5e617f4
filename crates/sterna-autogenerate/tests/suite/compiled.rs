//! Rendered revisions, compiled and run: what they say is what was rendered, and what they do to a
//! database file with rows is what was proposed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sterna_autogenerate::{NewRevision, RowCounts, Scope, diff, downgrade, formatted, render};
use sterna_schema::{Column, Operation, Schema, Table};

use crate::database::schema;
use crate::loaded::as_loaded;
use crate::pairs::PAIRS;
use crate::random;
use crate::there_and_back::{Ending, Pair, Trial, open};

const RANDOM_PAIRS: usize = 40;
/// How many random pairs are taken to databases of their own.
const RUN_PAIRS: u64 = 40;

const MESSAGES: [&str; 7] = [
    "posts get a headline",
    "",
    "two\nlines */ //! and \"quotes\" \\ `code` \u{202e}",
    "```\nfn main() { panic!() }",
    "    indented like code",
    "a message that is much longer than any line of a file should be, which is why the header of the file cuts it, but not the constant",
    "- a list\n- of things \"#",
];

struct Rendered {
    source: String,
    upgrade: Vec<Operation>,
    downgrade: Vec<Operation>,
}

fn between(number: usize, from: &Schema, to: &Schema) -> Rendered {
    let upgrade = diff(from, to, &Scope::exact_with_views_and_triggers()).operations;
    let downgrade = downgrade(&upgrade).expect("a difference has a way back");
    rendered(number, upgrade, downgrade)
}

fn rendered(number: usize, upgrade: Vec<Operation>, downgrade: Vec<Operation>) -> Rendered {
    let mut rows = RowCounts::default();
    rows.insert("posts", 3);
    rows.insert_values("posts", "a", 2);
    let revision = NewRevision {
        id: format!("revision{number}"),
        revises: (0..number % 4).map(|n| format!("parent{n}")).collect(),
        message: MESSAGES[number % MESSAGES.len()].to_owned(),
        created: "2026-11-20T08:12:33Z".to_owned(),
        branch_labels: vec!["label".to_owned(); number % 2],
        depends_on: vec!["other\"branch".to_owned(); number % 3],
        rows,
        ..NewRevision::default()
    };
    Rendered {
        source: formatted(&render(&revision, &upgrade, &downgrade)),
        upgrade,
        downgrade,
    }
}

async fn all() -> Vec<Rendered> {
    let mut pairs = Vec::new();
    for (_, from, to) in PAIRS {
        pairs.push((schema(from).await, schema(to).await));
    }
    let mut runner = TestRunner::deterministic();
    for _ in 0..RANDOM_PAIRS {
        let pair = (random::schema(), random::schema()).new_tree(&mut runner);
        pairs.push(pair.expect("a strategy without filters").current());
    }
    pairs.push((Schema::default(), many_tables()));
    let pairs = pairs.iter().enumerate();
    pairs
        .map(|(number, (from, to))| between(number, from, to))
        .collect()
}

/// More than one function of a revision takes.
fn many_tables() -> Schema {
    let named = |number| {
        let mut table = Table::new(format!("table_{number}"));
        table.columns.push(Column::new("id", "integer"));
        table
    };
    Schema {
        tables: (0..120).map(named).collect(),
        ..Schema::default()
    }
}

/// Databases with rows beside the package, and what leads from each there and back.
async fn trials(folder: &Path) -> Vec<Trial> {
    fs::create_dir_all(folder).expect("a folder can be made");
    let mut trials = Vec::new();
    for number in 0..RUN_PAIRS {
        let pair = Pair::new(2, number);
        let path = folder.join(format!("{}.db", trials.len()));
        let ending = pair.tried(&path, true).await;
        // What its rows forbid is no example.
        if ending.unwrap_or_else(|wrong| panic!("{wrong}\n{}", pair.told())) == Ending::Done {
            let trial = pair.start(&path, true).await;
            trial.close().await;
            trials.push(trial);
        }
    }
    trials
}

/// A package outside of the workspace, which shares its target directory.
fn package(folder: &Path, revisions: &[Rendered], runs: usize) {
    let sources = folder.join("src");
    fs::create_dir_all(&sources).expect("a folder can be made");
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manifest = format!(
        "[package]\nname = \"rendered\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nsterna = {{ path = {:?} }}\nsterna-dialect = {{ path = {:?} }}\n\
         sterna-schema = {{ path = {:?} }}\n\
         sea-orm = {{ version = \"2\", default-features = false, features = [\"sqlx-sqlite\", \"runtime-tokio\"] }}\n\
         tokio = {{ version = \"1\", features = [\"rt\"] }}\n",
        crates.join("sterna"),
        crates.join("sterna-dialect"),
        crates.join("sterna-schema")
    );
    write(&folder.join("Cargo.toml"), &manifest);
    let lock = crates.join("../Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).expect("the lock file can be copied");
    let loaded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/loaded.rs");
    fs::copy(loaded, sources.join("loaded.rs")).expect("the module can be copied");
    for (number, revision) in revisions.iter().enumerate() {
        write(&sources.join(format!("m{number}.rs")), &revision.source);
    }
    write(&sources.join("main.rs"), &main_of(revisions.len(), runs));
}

/// A program that tells what its modules say, and runs the last of them on the databases.
fn main_of(count: usize, runs: usize) -> String {
    let modules: String = (0..count)
        .map(|number| format!("mod m{number};\n"))
        .collect();
    let calls: String = (0..count)
        .map(|n| format!("    print(\"m{n}\", &m{n}::REVISION);\n"))
        .collect();
    let runs: String = (0..runs)
        .map(|n| (n, count - runs + n))
        .map(|(n, module)| format!("        run({n}, &m{module}::REVISION).await;\n"))
        .collect();
    format!(
        r#"mod loaded;
{modules}
use sterna::operations::{{Operations, Step}};

fn print(name: &str, revision: &sterna::Revision) {{
    for (way, fill) in [("up", revision.upgrade), ("down", revision.downgrade)] {{
        let mut operations = Operations::default();
        fill(&mut operations);
        for step in operations.into_steps() {{
            match step {{
                Step::Operation(operation) => println!("{{name}} {{way}} {{:?}}", loaded::as_loaded(operation)),
                other => println!("{{name}} {{way}} {{other:?}}"),
            }}
        }}
    }}
    println!("{{name}} message {{:?}}", revision.message);
}}

async fn open(number: usize) -> sea_orm::DatabaseConnection {{
    let mut options = sea_orm::ConnectOptions::new(format!("sqlite://databases/{{number}}.db"));
    options.max_connections(1);
    sea_orm::Database::connect(options).await.expect("the database")
}}

async fn go(number: usize, fill: fn(&mut Operations)) {{
    let mut operations = Operations::default();
    fill(&mut operations);
    let steps = operations.into_steps().into_iter().map(|step| match step {{
        Step::Operation(operation) => operation,
        other => panic!("{{number}}: {{other:?}}"),
    }});
    let mut steps: Vec<_> = steps.collect();
    for step in &mut steps {{
        sterna_dialect::sqlite::expression::normalise(step).expect("it reads as SQL");
    }}
    let database = open(number).await;
    sterna::run::execute(&database, &steps).await.unwrap_or_else(|error| panic!("{{number}}: {{error}}"));
    database.close().await.expect("a file can be closed");
}}

async fn run(number: usize, revision: &sterna::Revision) {{
    go(number, revision.upgrade).await;
    let there = format!("databases/{{number}}.there.db");
    std::fs::copy(format!("databases/{{number}}.db"), there).expect("a copy");
    go(number, revision.downgrade).await;
}}

fn main() {{
{calls}    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {{
{runs}    }});
}}
"#
    )
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file can be written");
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("it lies in the target directory");
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "cargo {}: {errors}",
        arguments.join(" ")
    );
    output
}

/// What the compiled modules say, by module and way.
fn said(output: &Output) -> BTreeMap<String, Vec<String>> {
    let text = String::from_utf8(output.stdout.clone()).expect("Debug output is text");
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let mut words = line.splitn(3, ' ');
        let key = format!(
            "{} {}",
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default()
        );
        said.entry(key)
            .or_default()
            .push(words.next().unwrap_or_default().to_owned());
    }
    said
}

#[tokio::test]
async fn slow_rendered_revisions_say_and_do_what_was_rendered() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rendered");
    let databases = folder.join("databases");
    let trials = trials(&databases).await;
    let mut revisions = all().await;
    for trial in &trials {
        let (upgrade, downgrade) = (&trial.proposal.upgrade, &trial.proposal.downgrade);
        revisions.push(rendered(
            revisions.len(),
            upgrade.clone(),
            downgrade.clone(),
        ));
    }
    package(&folder, &revisions, trials.len());
    let said = said(&cargo(&folder, &["run", "--quiet"]));
    for (number, revision) in revisions.iter().enumerate() {
        for (way, operations) in [("up", &revision.upgrade), ("down", &revision.downgrade)] {
            let expected: Vec<_> = operations
                .iter()
                .map(|operation| format!("{:?}", as_loaded(operation.clone())))
                .collect();
            let found = said
                .get(&format!("m{number} {way}"))
                .cloned()
                .unwrap_or_default();
            assert_eq!(found, expected, "m{number} {way}:\n{}", revision.source);
        }
        let message = format!("{:?}", MESSAGES[number % MESSAGES.len()]);
        assert_eq!(said[&format!("m{number} message")], [message]);
    }
    for (number, trial) in trials.iter().enumerate() {
        let there = open(&databases.join(format!("{number}.there.db"))).await;
        assert_eq!(trial.is_there(&there).await, Ok(()), "database {number}");
        let back = open(&databases.join(format!("{number}.db"))).await;
        assert_eq!(trial.is_back(&back).await, Ok(()), "database {number}");
    }
    cargo(&folder, &["clippy", "--quiet", "--", "-D", "warnings"]);
    let modules: Vec<_> = (0..revisions.len())
        .map(|n| format!("src/m{n}.rs"))
        .collect();
    let check = Command::new("rustfmt")
        .args(["--check", "--edition", "2024"])
        .args(&modules)
        .current_dir(&folder)
        .output()
        .expect("rustfmt runs");
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );
}

#[test]
fn many_operations_stand_in_several_functions() {
    let there = between(0, &Schema::default(), &many_tables()).source;
    for (function, count) in [("upgrade", 120), ("downgrade", 120)] {
        let calls = format!(
            "fn {function}(op: &mut Operations) {{\n    {function}_1(op);\n    \
             {function}_2(op);\n    {function}_3(op);\n}}\n"
        );
        assert!(there.contains(&calls), "{there}");
        let operation = if function == "upgrade" {
            "op.create_table("
        } else {
            "op.drop_table("
        };
        assert_eq!(there.matches(operation).count(), count);
    }
    let few = Schema {
        tables: many_tables().tables.split_off(70),
        ..Schema::default()
    };
    let few = between(0, &Schema::default(), &few).source;
    assert!(!few.contains("upgrade_1"), "{few}");
}

#[tokio::test]
async fn what_is_rendered_is_laid_out_as_rustfmt_would() {
    let mut changed = Vec::new();
    for (name, from, to) in PAIRS {
        let (from, to) = (schema(from).await, schema(to).await);
        let upgrade = diff(&from, &to, &Scope::exact_with_views_and_triggers()).operations;
        let source = render(&NewRevision::default(), &upgrade, &[]);
        if formatted(&source) != source {
            changed.push(*name);
        }
    }
    assert_eq!(changed, [""; 0]);
}
