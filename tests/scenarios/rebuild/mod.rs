//! A table with everything that hangs on one is rebuilt; all of it is still there.

use sterna::prelude::*;
use sterna::{Revisions, Source};
use tests::Database;

/// What others made: a parent with children that go with it, a trigger on it and one that writes
/// to it, a view over it, a value of AUTOINCREMENT beyond its rows, a CHECK without a name.
const MADE_BY_OTHERS: &str = "
    CREATE TABLE parents (
        id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
        name    TEXT COLLATE NOCASE UNIQUE,
        note    TEXT DEFAULT ('none' || ' yet'),
        length  INTEGER GENERATED ALWAYS AS (length(name)) VIRTUAL,
        CHECK (name <> '' /* not even a blank */)
    );
    CREATE INDEX parents_lower ON parents (lower(name) DESC) WHERE note IS NOT NULL;
    CREATE TABLE children (
        id        INTEGER PRIMARY KEY,
        parent_id INTEGER NOT NULL REFERENCES parents ON DELETE CASCADE
    );
    CREATE TABLE notes (
        id        INTEGER PRIMARY KEY,
        parent_id INTEGER REFERENCES parents (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
    );
    CREATE TABLE log (line TEXT);
    CREATE VIEW named AS SELECT id, name FROM parents WHERE name IS NOT NULL;
    CREATE TRIGGER parents_logged AFTER INSERT ON parents
        BEGIN INSERT INTO log VALUES ('parent ' || new.name); END;
    CREATE TRIGGER children_touch AFTER INSERT ON children
        BEGIN UPDATE parents SET note = 'has children' WHERE id = new.parent_id; END;
    INSERT INTO parents (name) VALUES ('Ada'), ('Bob'), ('Cid'), ('gone');
    DELETE FROM parents WHERE name = 'gone';
    INSERT INTO children (parent_id) VALUES (1), (1), (2);
    INSERT INTO notes (parent_id) VALUES (1), (3);
";

const REVISION: Revision = Revision {
    id: "0e1d00000001",
    message: "names may repeat",
    upgrade: |op| {
        op.alter_table("parents", |t| {
            t.drop_unique(unique(["name"]));
        });
    },
    downgrade: |op| {
        op.alter_table("parents", |t| {
            t.add_unique(unique(["name"]));
        });
    },
    ..Revision::EMPTY
};

const SOURCES: &[Source] = &[Source {
    revision: &REVISION,
    path: "",
    checksum: "",
}];

#[test]
fn all_that_hangs_on_a_table_survives_its_rebuild() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = Database::new(folder.path().join("app.db"));
    database.execute(MADE_BY_OTHERS);
    let (schema, rows) = (database.schema(), database.rows());

    migrate(&database, "head");
    assert_eq!(database.rows(), rows);
    let (mut rebuilt, mut expected) = (database.schema(), schema.clone());
    let (table, original) = (rebuilt.remove("parents"), expected.remove("parents"));
    let drop_unique = |text: String| text.replace("NOCASE UNIQUE,", "NOCASE,");
    assert_eq!(table.map(unquoted), original.clone().map(drop_unique));
    for name in expected.keys() {
        assert_eq!(rebuilt[name], expected[name]);
    }
    still_works(&database);

    migrate(&database, "base");
    database.is_sound();
    assert_eq!(unique_columns(&database), ["name"]);
}

/// The value of AUTOINCREMENT, the triggers, the view, the CHECK and the cascades do their work.
fn still_works(database: &Database) {
    database.is_sound();
    database.execute("INSERT INTO parents (name) VALUES ('Ada')");
    assert_eq!(database.number("SELECT max(id) FROM parents"), 5);
    assert_eq!(
        database.query("SELECT line FROM log ORDER BY rowid DESC LIMIT 1"),
        ["parent Ada"]
    );
    database.execute("INSERT INTO children (parent_id) VALUES (5)");
    assert_eq!(
        database.query("SELECT note FROM parents WHERE id = 5"),
        ["has children"]
    );
    assert_eq!(database.number("SELECT count(*) FROM named"), 4);
    let empty = std::panic::catch_unwind(|| {
        Database::new(database.path()).execute("INSERT INTO parents (name) VALUES ('')");
    });
    assert!(empty.is_err(), "the CHECK without a name is gone");
    database.execute("PRAGMA foreign_keys = ON; DELETE FROM parents WHERE id IN (1, 5)");
    assert_eq!(database.number("SELECT count(*) FROM children"), 1);
    assert_eq!(
        database.query("SELECT count(*) FROM notes WHERE parent_id IS NULL"),
        ["1"]
    );
}

fn unique_columns(database: &Database) -> Vec<String> {
    database.query(
        "SELECT i.name FROM pragma_index_list('parents') AS l, pragma_index_info(l.name) AS i
         WHERE l.\"unique\" AND l.origin = 'u'",
    )
}

/// SQLite quotes the name of a table that it renames.
fn unquoted(text: String) -> String {
    text.replace("CREATE TABLE \"parents\"", "CREATE TABLE parents")
}

fn migrate(database: &Database, target: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let db = sea_orm::Database::connect(database.url())
            .await
            .expect("the database opens");
        let revisions = Revisions::new(SOURCES);
        if target == "base" {
            revisions
                .downgrade(&db, target)
                .await
                .expect("the downgrade");
        } else {
            revisions.upgrade(&db, target).await.expect("the upgrade");
        }
        db.close().await.expect("the database closes");
    });
}
