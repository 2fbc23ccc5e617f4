//! The tables in `docs/cross-check.md`: what sea-schema's discovery says of a few databases, held
//! against what is read from their texts. `BLESS=1` writes them anew.
//!
//! sea-schema's answer is taken as the statements that it would write, read by the same reader:
//! two sets of nouns, compared property by property. Who is right is asked of SQLite's pragmas,
//! which agree with the reader in all that they know ([`checked`] insists on it), and of the
//! stored text in the rest.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use sea_orm::DatabaseConnection;
use sea_orm::sea_query::SqliteQueryBuilder;
use sea_schema::sqlite::def::{IndexInfo, TableDef};
use sea_schema::sqlite::discovery::SchemaDiscovery;
use sterna_dialect::sqlite::{create, parse};
use sterna_schema::{Column, ForeignKey, Index, IndexColumn, Schema, Table, Trigger, View};

use crate::support::{checked, database, test_data};

const PRAGMA: &str = "SQLite's pragmas";
const TEXT: &str = "the stored text";
/// SQLite counts the first in too, and lets NULL into the second.
const KEYS: &str = "the stored text, which does not say it: a rowid and a key WITHOUT ROWID hold \
                    no NULL all the same, any other key may";

/// The properties, and who else knows of them.
const PROPERTIES: [(&str, &str); 14] = [
    ("columns, in order", PRAGMA),
    ("declared type", PRAGMA),
    ("NOT NULL", KEYS),
    ("default", PRAGMA),
    ("collation", TEXT),
    ("generated column", PRAGMA),
    ("primary key, in order", PRAGMA),
    ("AUTOINCREMENT", TEXT),
    ("foreign key", PRAGMA),
    ("UNIQUE", PRAGMA),
    ("CHECK", TEXT),
    ("table option", TEXT),
    ("index", PRAGMA),
    ("view, trigger", TEXT),
];

/// What a schema says: by property and object, in words.
type Facts = BTreeMap<(&'static str, String), String>;

async fn discovered(db: &DatabaseConnection) -> Facts {
    let pool = db.get_sqlite_connection_pool().clone();
    let schema = SchemaDiscovery::new(pool).discover().await.unwrap();
    let mut facts = Facts::new();
    for definition in &schema.tables {
        let indexes = schema.indexes.iter();
        let own = indexes.filter(|index| index.table_name == definition.name);
        add_table(&mut facts, &as_noun(definition, own));
    }
    facts
}

/// What sea-schema would write, read.
fn as_noun<'d>(definition: &TableDef, indexes: impl Iterator<Item = &'d IndexInfo>) -> Table {
    let sql = definition.write().to_string(SqliteQueryBuilder);
    let mut table = parse::table(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    for index in indexes {
        let sql = index.write().to_string(SqliteQueryBuilder);
        let (_, index) = parse::index(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        table.indexes.push(index);
    }
    table
}

fn read(schema: &Schema) -> Facts {
    let mut facts = Facts::new();
    for table in &schema.tables {
        add_table(&mut facts, table);
    }
    let views = schema.views.iter().map(|View { name, .. }| name);
    let triggers = schema.triggers.iter().map(|Trigger { name, .. }| name);
    for name in views.chain(triggers) {
        say(&mut facts, "view, trigger", name, "there");
    }
    facts
}

fn say(facts: &mut Facts, property: &'static str, of: &str, words: impl Into<String>) {
    let words = words.into();
    if !words.is_empty() {
        facts.insert((property, of.to_owned()), words);
    }
}

fn add_table(facts: &mut Facts, table: &Table) {
    let names: Vec<_> = table.columns.iter().map(|one| one.name.as_str()).collect();
    say(facts, "columns, in order", &table.name, names.join(", "));
    for column in &table.columns {
        add_column(facts, table, column);
    }
    if let Some(key) = &table.primary_key {
        let of = &table.name;
        say(facts, "primary key, in order", of, terms(&key.columns));
        let increments = if key.autoincrement { "yes" } else { "" };
        say(facts, "AUTOINCREMENT", of, increments);
    }
    for key in &table.foreign_keys {
        let of = format!("{} ({})", table.name, key.columns.join(", "));
        say(facts, "foreign key", &of, target(key));
    }
    for unique in &table.uniques {
        let of = format!("{} ({})", table.name, terms(&unique.columns));
        say(facts, "UNIQUE", &of, "there");
    }
    for check in &table.checks {
        let of = format!("{}: {}", table.name, check.expression.sql());
        say(facts, "CHECK", &of, "there");
    }
    let options = create::create_table(table);
    let options = options.rsplit_once(')').map_or("", |(_, options)| options);
    say(facts, "table option", &table.name, options.trim());
    for index in &table.indexes {
        say(facts, "index", &index.name, words(index));
    }
}

fn add_column(facts: &mut Facts, table: &Table, column: &Column) {
    let of = format!("{}.{}", table.name, column.name);
    let declared = column.declared.text().to_lowercase();
    let nullable = if column.nullable { "" } else { "yes" };
    let default = column.default.as_ref().map_or("", |default| default.sql());
    let generated = column.generated.as_ref();
    let generated = generated.map_or("", |generated| generated.expression.sql());
    say(facts, "declared type", &of, declared);
    say(facts, "NOT NULL", &of, nullable);
    say(facts, "default", &of, default);
    say(
        facts,
        "collation",
        &of,
        column.collation.clone().unwrap_or_default(),
    );
    say(facts, "generated column", &of, generated);
}

fn terms(columns: &[IndexColumn]) -> String {
    let terms = columns.iter().map(|term| match term.descending {
        true => format!("{} DESC", term.label()),
        false => term.label().to_owned(),
    });
    terms.collect::<Vec<_>>().join(", ")
}

fn target(key: &ForeignKey) -> String {
    let (to, references) = (&key.table, key.references.join(", "));
    let (delete, update) = (key.on_delete.sql(), key.on_update.sql());
    format!("{to} ({references}), ON DELETE {delete}, ON UPDATE {update}")
}

fn words(index: &Index) -> String {
    let unique = if index.unique { "unique, " } else { "" };
    let predicate = index.predicate.as_ref();
    let predicate = predicate.map_or_else(String::new, |rows| format!(" WHERE {}", rows.sql()));
    format!("{unique}({}){predicate}", terms(&index.columns))
}

/// A line a property: how often both speak of it, how often they say the same, and an example.
fn table_of(ours: &Facts, theirs: &Facts) -> String {
    let mut text =
        "| Property | there | found alike | found otherwise | for example | who is right |\n\
                    |---|---|---|---|---|---|\n"
            .to_owned();
    for (property, judge) in PROPERTIES {
        let of_property = |facts: &Facts| {
            let of = facts.iter().filter(|((name, _), _)| *name == property);
            let of = of.map(|((_, of), words)| (of.clone(), words.clone()));
            of.collect::<BTreeMap<_, _>>()
        };
        let (ours, theirs) = (of_property(ours), of_property(theirs));
        let alike = ours
            .iter()
            .filter(|(of, words)| theirs.get(*of) == Some(words));
        let alike = alike.count();
        let keys: Vec<_> = ours.keys().chain(theirs.keys()).collect();
        let differs = |of: &&&String| ours.get(**of) != theirs.get(**of);
        let example = keys.iter().find(differs).map_or_else(String::new, |of| {
            let said = |facts: &BTreeMap<String, String>| match facts.get(*of) {
                Some(words) => format!("`{words}`"),
                None => "nothing".to_owned(),
            };
            format!("{of}: {}, sea-schema says {}", said(&ours), said(&theirs))
        });
        let invented = theirs.keys().filter(|of| !ours.contains_key(*of)).count();
        let otherwise = ours.len() - alike + invented;
        if ours.is_empty() && otherwise == 0 {
            continue;
        }
        let right = if otherwise == 0 { "both" } else { judge };
        let there = ours.len();
        let line = [property.to_owned(), there.to_string(), alike.to_string()];
        let line = line
            .into_iter()
            .chain([otherwise.to_string(), example, right.to_owned()]);
        writeln!(text, "| {} |", line.collect::<Vec<_>>().join(" | ")).unwrap();
    }
    text
}

const CORNERS: &str = "
    CREATE TABLE parent (b TEXT, a INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE TABLE t (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      code TEXT DEFAULT '007' COLLATE NOCASE,
      price DECIMAL(10, 2) CHECK (price > 0),
      twice AS (price * 2) STORED,
      x INTEGER, y TEXT,
      UNIQUE (x, y),
      FOREIGN KEY (x, y) REFERENCES parent ON DELETE CASCADE
    );
    CREATE INDEX some_prices ON t (price DESC) WHERE price > 1;
    CREATE TABLE loose (name TEXT PRIMARY KEY);
    CREATE TABLE exact (a INTEGER, b ANY) STRICT;
    CREATE VIEW codes AS SELECT code FROM t;
    CREATE TRIGGER told AFTER INSERT ON t BEGIN SELECT 1; END;";

async fn generated() -> String {
    let databases = [
        ("Chinook", test_data("data/chinook.sql")),
        ("The reference application", test_data("data/content.sql")),
        ("Corners of SQLite", CORNERS.to_owned()),
    ];
    let mut text = String::new();
    for (name, definitions) in databases {
        let db = database(&[definitions]).await;
        let ours = read(checked(&db).await.schema());
        let table = table_of(&ours, &discovered(&db).await);
        write!(text, "\n## {name}\n\n{table}").unwrap();
    }
    text
}

#[tokio::test]
async fn the_page_says_where_sea_schema_and_the_reader_disagree() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cross-check.md");
    let page = fs::read_to_string(&path).unwrap();
    let begin = "<!-- what a test found -->\n";
    let (head, _) = page.split_once(begin).unwrap();
    let expected = format!("{head}{begin}{}", generated().await);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, expected).unwrap();
        return;
    }
    assert_eq!(
        page, expected,
        "docs/cross-check.md: BLESS=1 writes it anew"
    );
}

/// Two databases that say the same are found alike in everything.
#[tokio::test]
async fn plain_tables_are_found_alike() {
    let plain = "CREATE TABLE a (id text NOT NULL, n double, PRIMARY KEY (id));
        CREATE UNIQUE INDEX i ON a (n);";
    let db = database(&[plain]).await;
    assert_eq!(read(checked(&db).await.schema()), discovered(&db).await);
}
