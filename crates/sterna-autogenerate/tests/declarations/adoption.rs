//! Day one on a database that exists: what is written compiles, and leaves nothing to compare.

use std::path::Path;

use sea_orm::ConnectionTrait;
use sterna::Metadata;
use sterna_autogenerate::{
    Adoption, Baseline, MadeByHistory, Scope, TypeChoice, Unsaid, adopt, baseline,
};
use sterna_dialect::sqlite::rehearse::Rehearsal;
use sterna_dialect::sqlite::{Catalogue, shadow};

use crate::adopted;
use crate::closed_loop::{meant, proposed};
use crate::entities::{post, user};

/// A database as hand-written migrations make it, with an older SeaORM's names of types.
const LIVE: &str = "
    CREATE TABLE users (id integer NOT NULL PRIMARY KEY, email text NOT NULL COLLATE NOCASE UNIQUE);
    CREATE TABLE posts (
        id bigint NOT NULL PRIMARY KEY, title varchar NOT NULL DEFAULT 'it''s new',
        slug varchar NOT NULL, status enum_text NOT NULL DEFAULT 'draft' CHECK (status <> ''),
        rank integer, price DOUBLE NOT NULL,
        size integer GENERATED ALWAYS AS (length(title)) VIRTUAL, token uuid_text,
        author_id integer NOT NULL, editor_id integer,
        CONSTRAINT author FOREIGN KEY (author_id) REFERENCES users (id)
            ON DELETE SET NULL ON UPDATE CASCADE,
        FOREIGN KEY (editor_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
        UNIQUE (title, slug), CONSTRAINT has_price CHECK (price >= 0)
    );
    CREATE INDEX \"idx-posts-slug\" ON posts (slug DESC);
    CREATE INDEX \"idx-posts-status-rank\" ON posts (status, rank) WHERE rank IS NOT NULL;
    CREATE UNIQUE INDEX once ON posts (ifnull(rank, -1), title COLLATE NOCASE, author_id);
    CREATE TABLE plugins (id integer, name text);
    CREATE TRIGGER plugged AFTER INSERT ON plugins BEGIN SELECT 1; END;
    CREATE VIRTUAL TABLE posts_text USING fts5 (title);
    CREATE TRIGGER posts_indexed AFTER INSERT ON posts BEGIN
        INSERT INTO posts_text (rowid, title) VALUES (new.id, new.title);
    END;
    CREATE VIEW \"recent posts\" AS SELECT id, title FROM posts ORDER BY id DESC LIMIT 10;
    CREATE TABLE seaql_migrations (version text);";

/// Another one, with options, a key of its own, texts that try to break out, and two columns
/// that do not fit the entity.
const OTHER: &str = r##"
    CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL) STRICT;
    CREATE TABLE posts (
        id integer NOT NULL, title varchar NOT NULL DEFAULT '"#; } \', slug varchar NOT NULL,
        status enum_text NOT NULL CHECK (status NOT IN ('*/', '"# ', 'it''s')), rank integer,
        price real(10, 2) NOT NULL, size integer, author_id integer, editor_id integer,
        legacy text, CONSTRAINT "a ""key""" PRIMARY KEY (slug DESC, id),
        FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE INDEX "idx-posts-slug" ON posts (slug);
    CREATE INDEX old ON posts (legacy);
    CREATE INDEX "a ""name"" # */" ON posts (title) WHERE title <> '"#';"##;

async fn catalogue(sql: &str) -> Catalogue {
    let database = shadow::empty().await.unwrap();
    database.execute_unprepared(sql).await.expect(sql);
    Catalogue::read(&database).await.unwrap()
}

async fn live() -> Catalogue {
    catalogue(LIVE).await
}

fn plain() -> Metadata {
    Metadata::new().entity(user::Entity).entity(post::Entity)
}

async fn adopted_from(metadata: &Metadata, types: TypeChoice) -> Adoption {
    adopted_of(&live().await, metadata, types).await
}

async fn adopted_of(live: &Catalogue, metadata: &Metadata, types: TypeChoice) -> Adoption {
    let desired = meant(metadata).await;
    let scope = Scope::exact_with_views_and_triggers();
    adopt(live.schema(), &desired.schema, metadata, &scope, types)
}

/// What is written in that folder of this test, whose modules are compiled.
/// `STERNA_BLESS=1 cargo test` writes it anew.
fn insist(folder: &str, adoption: &Adoption) {
    let tables = adoption.tables.iter();
    let tables = tables.map(|table| (format!("{}.rs", table.name), &table.source));
    let files = tables.chain([("mod.rs".to_owned(), &adoption.list)]);
    for (name, source) in files {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/declarations/adopted");
        let file = root.join(folder).join(name);
        if std::env::var_os("STERNA_BLESS").is_some() {
            std::fs::write(file, source).expect("the file can be written");
            continue;
        }
        let expected = std::fs::read_to_string(&file).expect("an expected file");
        let file = file.display();
        assert_eq!(*source, expected, "{file}: STERNA_BLESS=1 accepts it");
    }
}

#[tokio::test]
async fn what_entities_do_not_say_is_written_beside_them() {
    let adoption = adopted_from(&plain(), TypeChoice::Keep).await;
    let tables = adoption.tables.iter();
    let names = tables.map(|one| [&one.table, &one.module, &one.name].map(String::as_str));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            ["posts", "declarations::entities::post", "post"],
            ["users", "declarations::entities::user", "user"],
        ]
    );
    insist("first", &adoption);
}

#[tokio::test]
async fn what_is_written_leaves_nothing_to_compare() {
    let metadata = plain().with(adopted::first::all);
    let live = live().await;
    let proposal = proposed(&live, &meant(&metadata).await, MadeByHistory::nothing()).await;
    let words: Vec<_> = proposal.upgrade.iter().map(|one| one.summary()).collect();
    // What no declaration can say is left, and was told.
    assert_eq!(words.len(), 1, "{words:#?}");
    assert!(words[0].contains("author_id"), "{words:#?}");
    let again = adopted_from(&metadata, TypeChoice::Keep).await;
    assert_eq!((again.tables.len(), again.list.as_str()), (0, ""));
    assert_eq!(again.unsaid.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_said_and_what_stays_is_listed() {
    let adoption = adopted_from(&plain(), TypeChoice::Align).await;
    let unsaid = Unsaid {
        table: "posts".to_owned(),
        what: "column \"author_id\" may be NULL in the entity, not in the database".to_owned(),
    };
    assert_eq!(adoption.unsaid, [unsaid]);
    let kept: Vec<_> = adoption
        .kept
        .iter()
        .map(|kept| kept.name.as_str())
        .collect();
    assert_eq!(kept, ["plugins", "plugged"]);
    let types: Vec<_> = adoption
        .types
        .iter()
        .map(|one| {
            format!(
                "{} {}/{} {}",
                one.column, one.database, one.entity, one.same_affinity
            )
        })
        .collect();
    assert_eq!(
        types,
        [
            "id bigint/integer true",
            "price DOUBLE/real(10, 2) true",
            "email text/varchar true",
        ]
    );
    let sources: Vec<_> = adoption.tables.iter().map(|table| &table.source).collect();
    assert!(!sources.iter().any(|source| source.contains("declared(")));
}

#[tokio::test]
async fn a_database_that_the_entities_made_needs_no_declaration() {
    let metadata = plain();
    let schema = meant(&metadata).await.schema;
    let scope = Scope::exact_with_views_and_triggers();
    let adoption = adopt(&schema, &schema, &metadata, &scope, TypeChoice::Keep);
    assert_eq!(adoption, Adoption::default());
}

#[tokio::test]
async fn options_keys_and_hostile_texts_are_written_too() {
    let live = catalogue(OTHER).await;
    let adoption = adopted_of(&live, &plain(), TypeChoice::Keep).await;
    insist("other", &adoption);
    let unsaid: Vec<_> = adoption
        .unsaid
        .iter()
        .map(|one| one.what.as_str())
        .collect();
    assert_eq!(
        unsaid,
        [
            "the entity does not have column \"legacy\"",
            "the database does not have column \"token\"",
            "index \"old\" needs column \"legacy\", which the entity does not have",
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_said_is_all_that_is_left() {
    let live = catalogue(OTHER).await;
    let metadata = plain().with(adopted::other::all);
    let proposal = proposed(&live, &meant(&metadata).await, MadeByHistory::nothing()).await;
    let words: Vec<_> = proposal.upgrade.iter().map(|one| one.summary()).collect();
    assert_eq!(
        words,
        ["alter table posts: drop index old, add column token, drop column legacy"]
    );
}

/// The revision that makes on a new database what the database has, and no more than that.
#[tokio::test]
async fn a_baseline_makes_all_that_no_revision_makes() {
    for sql in [LIVE, OTHER, "", BEYOND_WORDS] {
        let live = catalogue(sql).await;
        let made = baseline_of("", sql).await;
        assert_eq!(made.differs, Vec::<String>::new(), "{sql}");
        let again = rehearsed(&Catalogue::default(), &made).await;
        assert_eq!(names(&again), names(&live), "{sql}");
        assert_eq!(baseline_of(sql, sql).await, Baseline::default(), "{sql}");
    }
    let half = "CREATE TABLE plugins (id integer, name text);";
    let rest = baseline_of(half, LIVE).await;
    let words: Vec<_> = rest.upgrade.iter().map(|one| one.summary()).collect();
    assert!(
        !words.iter().any(|one| one.contains("create table plugins")),
        "{words:#?}"
    );
    assert!(
        words.iter().any(|one| one.contains("create table posts")),
        "{words:#?}"
    );
}

#[tokio::test]
async fn what_the_database_has_lost_is_told_and_not_dropped_elsewhere() {
    let found = baseline_of("CREATE TABLE a (id integer); CREATE VIEW v AS SELECT 1", "").await;
    assert_eq!(found.upgrade, []);
    assert_eq!(found.differs.len(), 2, "{:?}", found.differs);
}

/// Virtual tables with what belongs to them, and names that try to break out.
const BEYOND_WORDS: &str = r##"
    CREATE TABLE "a ""b"" '#" (id integer PRIMARY KEY, "*/" text DEFAULT '"#');
    CREATE VIRTUAL TABLE "text ""of"" it" USING fts5 ("*/", content = 'a "b" ''#');
    CREATE TRIGGER "t""#" AFTER INSERT ON "a ""b"" '#" BEGIN
        INSERT INTO "text ""of"" it" (rowid, "*/") VALUES (new.id, new."*/");
    END;
    CREATE VIEW "v ""#" AS SELECT "*/" FROM "text ""of"" it";"##;

async fn baseline_of(made: &str, live: &str) -> Baseline {
    let scope = Scope::exact_with_views_and_triggers();
    let (made, live) = (catalogue(made).await, catalogue(live).await);
    baseline(&made, &live, &scope).await.unwrap()
}

async fn rehearsed(from: &Catalogue, baseline: &Baseline) -> Catalogue {
    let mut rehearsal = Rehearsal::new(from).await.unwrap();
    for operation in &baseline.upgrade {
        rehearsal.plan(operation).await.unwrap();
    }
    rehearsal.catalogue().clone()
}

/// The kinds and names of all objects, but for the tables of migration tools.
fn names(catalogue: &Catalogue) -> Vec<String> {
    let objects = catalogue.objects().filter(|one| one.sql.is_some());
    let objects = objects.filter(|one| one.name != "seaql_migrations");
    let mut names: Vec<_> = objects
        .map(|one| format!("{} {}", one.kind.word(), one.name))
        .collect();
    names.sort();
    names
}

/// After a baseline the history made everything, and still nothing of others goes.
#[tokio::test]
async fn what_a_baseline_made_for_others_stays() {
    let live = live().await;
    let metadata = plain().with(adopted::first::all);
    let made = MadeByHistory::that_could_be_said(&metadata, live.schema());
    let proposal = proposed(&live, &meant(&metadata).await, made).await;
    let words: Vec<_> = proposal.upgrade.iter().map(|one| one.summary()).collect();
    assert!(
        !words.iter().any(|one| one.starts_with("drop ")),
        "{words:#?}"
    );
    let unkept = plain();
    let made = MadeByHistory::that_could_be_said(&unkept, live.schema());
    let proposal = proposed(&live, &meant(&unkept).await, made).await;
    let words: Vec<_> = proposal.upgrade.iter().map(|one| one.summary()).collect();
    assert!(
        words.contains(&"drop table plugins".to_owned()),
        "{words:#?}"
    );
}
