//! Day one on a database that exists: what is written compiles, and leaves nothing to compare.

use std::path::Path;

use sea_orm::ConnectionTrait;
use sterna::Metadata;
use sterna_autogenerate::{Adoption, MadeByHistory, Scope, TypeChoice, Unsaid, adopt};
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

/// The expected files are modules of this test. `STERNA_BLESS=1 cargo test` writes them anew.
fn insist(name: &str, imports: &str, source: &str, expected: &str) {
    let source = format!("{imports}{source}");
    if std::env::var_os("STERNA_BLESS").is_some() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/declarations/adopted");
        std::fs::write(folder.join(name), source).expect("the file can be written");
        return;
    }
    assert_eq!(source, expected, "run with STERNA_BLESS=1 to accept it");
}

#[tokio::test]
async fn what_entities_do_not_say_is_written_beside_them() {
    let adoption = adopted_from(&plain(), TypeChoice::Keep).await;
    let tables = ["posts.rs", "users.rs"];
    let expected = [
        include_str!("adopted/posts.rs"),
        include_str!("adopted/users.rs"),
    ];
    let modules = ["post", "user"];
    assert_eq!(adoption.tables.len(), 2);
    for (at, table) in adoption.tables.iter().enumerate() {
        assert_eq!(
            table.module,
            format!("declarations::entities::{}", modules[at])
        );
        let imports = format!("use crate::entities::{}::Column;\n", modules[at]);
        insist(tables[at], &imports, &table.source, expected[at]);
    }
    let listed = adoption
        .metadata
        .replace("entities::post::table", "super::posts::table");
    let listed = listed.replace("entities::user::table", "super::users::table");
    let expected = include_str!("adopted/list.rs");
    insist("list.rs", "use crate::entities;\n\n", &listed, expected);
}

#[tokio::test]
async fn what_is_written_leaves_nothing_to_compare() {
    let metadata = adopted::list::metadata();
    let live = live().await;
    let proposal = proposed(&live, &meant(&metadata).await, MadeByHistory::nothing()).await;
    let words: Vec<_> = proposal.upgrade.iter().map(|one| one.summary()).collect();
    // What no declaration can say is left, and was told.
    assert_eq!(words.len(), 1, "{words:#?}");
    assert!(words[0].contains("author_id"), "{words:#?}");
    let again = adopted_from(&metadata, TypeChoice::Keep).await;
    assert_eq!((again.tables.len(), again.metadata.as_str()), (0, ""));
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
    let posts = include_str!("adopted/other_posts.rs");
    let users = include_str!("adopted/other_users.rs");
    let expected = [("other_posts.rs", posts), ("other_users.rs", users)];
    for (table, (name, expected)) in adoption.tables.iter().zip(expected) {
        let module = table.module.rsplit("::").next().unwrap();
        let imports = format!("use crate::entities::{module}::Column;\n");
        insist(name, &imports, &table.source, expected);
    }
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
    let metadata = Metadata::new()
        .entity_with(user::Entity, adopted::other_users::table)
        .entity_with(post::Entity, adopted::other_posts::table);
    let proposal = proposed(&live, &meant(&metadata).await, MadeByHistory::nothing()).await;
    let words: Vec<_> = proposal.upgrade.iter().map(|one| one.summary()).collect();
    assert_eq!(
        words,
        ["alter table posts: drop index old, add column token, drop column legacy"]
    );
}
