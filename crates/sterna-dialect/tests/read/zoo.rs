//! Every shape of definition that SQLite takes, read back and checked against its pragmas.

use std::collections::BTreeSet;

use sterna_dialect::sqlite::inspect::{Catalogue, ObjectKind};
use sterna_dialect::sqlite::parse;
use sterna_schema::{IndexColumn, Table};

use crate::support::read;

/// The one table of a database.
async fn table(definitions: &[&str]) -> Table {
    let catalogue = read(definitions).await;
    catalogue.schema().tables[0].clone()
}

#[tokio::test]
async fn tables_of_all_shapes() {
    for definition in [
        "CREATE TABLE t (a)",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL DEFAULT 'x', c REAL UNIQUE)",
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, b)",
        "CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b)",
        "CREATE TABLE t (a INTEGER, b, PRIMARY KEY (a DESC))",
        "CREATE TABLE t (a INT PRIMARY KEY, b)",
        "CREATE TABLE t (a TEXT, b INT, c, PRIMARY KEY (b, a)) WITHOUT ROWID",
        "CREATE TABLE t (a TEXT COLLATE NOCASE, PRIMARY KEY (a COLLATE RTRIM DESC)) WITHOUT ROWID",
        "CREATE TABLE t (a ANY, b INT NOT NULL, c BLOB) STRICT",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY DEFAULT '007') WITHOUT ROWID, STRICT",
        "CREATE TABLE t (a, b AS (a + 1), c AS (a || ',') STORED NOT NULL, d INT GENERATED ALWAYS AS (b) VIRTUAL)",
        "CREATE TABLE t (a CHECK (a > 0), b, CHECK (a < b), CONSTRAINT n CHECK (a IN (1, 2, ')')))",
        "CREATE TABLE t (a, b, UNIQUE (a, b), UNIQUE (b COLLATE NOCASE, a DESC) ON CONFLICT IGNORE)",
        "CREATE TABLE t (a TEXT PRIMARY KEY, UNIQUE (a))",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, UNIQUE (a), UNIQUE (a))",
        "CREATE TABLE t (a UNIQUE UNIQUE)",
        "CREATE TABLE t (a REFERENCES t, b REFERENCES t (a) ON DELETE SET NULL ON UPDATE CASCADE, c PRIMARY KEY)",
        "CREATE TABLE t (a, b, FOREIGN KEY (b, a) REFERENCES absent (x, y) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE t (a REFERENCES p ON DELETE CASCADE ON DELETE RESTRICT MATCH FULL)",
        "CREATE TABLE t (a VARCHAR(10) DEFAULT 'it''s', b DECIMAL(10,2) DEFAULT -1.5, c DEFAULT (1 + 1))",
        "CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP, b DEFAULT x'00FF', c DEFAULT NULL, d DEFAULT TRUE)",
        "CREATE TABLE t (a DEFAULT word, b DEFAULT \"quoted word\", c TEXT DEFAULT 5, d INT DEFAULT '5')",
        "CREATE TABLE t (a DOUBLE PRECISION, b UNSIGNED BIG INT (5), c \"odd type\", d \"INTEGER\" PRIMARY KEY)",
        "CREATE TABLE t (a INT NOT NULL ON CONFLICT REPLACE DEFAULT 0, b NULL)",
        "CREATE TABLE t (a, b CONSTRAINT x, CONSTRAINT y UNIQUE (a) CHECK (a) CONSTRAINT z)",
        "CREATE TABLE t (a REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE t (-- first\n a /* one */ INT, -- )\n b /* , */ TEXT DEFAULT '--' /* last */\n)",
        "CREATE TABLE \"select\" (\"from\" INT, [a b], `c``d` UNIQUE, 'e''f', key, \"g\"\"h\")",
        "CREATE TABLE t (true INT, false INT, CHECK (true > false))",
        "CREATE TABLE t (a TEXT COLLATE nocase COLLATE rtrim UNIQUE)",
        "CREATE TABLE t (a, CHECK (a LIKE 'x%' ESCAPE '!' OR a GLOB '[a-z]*' OR a BETWEEN 1 AND 2 OR a IS NOT NULL))",
        "CREATE TABLE t (a, CHECK (CASE a WHEN 1 THEN json_extract(a, '$.b') ->> 'c' ELSE CAST(a AS INT) END))",
    ] {
        read(&[definition]).await;
    }
}

#[tokio::test]
async fn indexes_of_all_shapes() {
    let table = "CREATE TABLE t (a, b TEXT COLLATE NOCASE, c INT)";
    for definition in [
        "CREATE INDEX i ON t (a)",
        "CREATE UNIQUE INDEX i ON t (a, b DESC, c ASC)",
        "CREATE INDEX i ON t (b COLLATE BINARY, b COLLATE NOCASE, a COLLATE RTRIM DESC)",
        "CREATE INDEX i ON t (lower(b), a + c DESC, (c), 'a') WHERE c > 0 AND a IS NOT NULL",
        "CREATE INDEX \"odd \"\"name\" ON \"t\" (\"A\", [B])",
        "CREATE INDEX i ON t (lower(b) COLLATE NOCASE)",
        "CREATE INDEX i /* c */ ON t (a -- first\n, b)",
    ] {
        read(&[table, definition]).await;
    }
}

#[tokio::test]
async fn a_collation_that_the_column_has_anyway_is_none_of_its_index() {
    let table = table(&[
        "CREATE TABLE t (Name TEXT COLLATE NOCASE)",
        "CREATE INDEX own ON t (NAME COLLATE nocase)",
        "CREATE INDEX other ON t (name COLLATE binary)",
    ])
    .await;
    assert_eq!(
        table.index("own").unwrap().columns,
        [IndexColumn::column("Name")]
    );
    let other = &table.index("other").unwrap().columns[0];
    assert_eq!(
        (other.name(), other.collation.as_deref()),
        (Some("Name"), Some("BINARY"))
    );
}

#[tokio::test]
async fn a_foreign_key_without_columns_means_the_primary_key_of_its_parent() {
    let catalogue = read(&[
        "CREATE TABLE child (a, b, c REFERENCES PARENT, FOREIGN KEY (a, b) REFERENCES Pair, d REFERENCES absent)"
            .replace(", d REFERENCES absent", "")
            .as_str(),
        "CREATE TABLE Parent (x, Id INTEGER PRIMARY KEY, other UNIQUE)",
        "CREATE TABLE pair (a, b, PRIMARY KEY (B, A))",
        "CREATE TABLE same (id INTEGER PRIMARY KEY, up REFERENCES same, to_other REFERENCES parent (OTHER))",
        "CREATE TABLE orphan (a REFERENCES absent, b REFERENCES bare)",
        "CREATE TABLE bare (a)",
    ])
    .await;
    let keys = |table: &str| {
        let keys = &catalogue.schema().table(table).unwrap().foreign_keys;
        let described = keys
            .iter()
            .map(|key| format!("{} ({})", key.table, key.references.join(", ")));
        described.collect::<Vec<_>>()
    };
    assert_eq!(keys("child"), ["Parent (Id)", "pair (b, a)"]);
    assert_eq!(keys("same"), ["same (id)", "Parent (other)"]);
    assert_eq!(keys("orphan"), ["absent ()", "bare ()"]);
}

#[tokio::test]
async fn written_columns_and_the_primary_key_they_are_make_the_same_foreign_key() {
    let parent = "CREATE TABLE p (id INTEGER PRIMARY KEY)";
    let key = async |child: &str| {
        read(&[parent, child]).await.schema().tables[0]
            .foreign_keys
            .clone()
    };
    let written = key("CREATE TABLE c (p_id REFERENCES p (id))").await;
    assert_eq!(key("CREATE TABLE c (p_id REFERENCES P)").await, written);
    assert_eq!(
        key("CREATE TABLE c (p_id, FOREIGN KEY (P_ID) REFERENCES [p] (\"ID\"))").await,
        written
    );
    assert_ne!(
        key("CREATE TABLE c (p_id REFERENCES p (rowid))").await,
        written
    );
}

#[tokio::test]
async fn views_and_triggers_are_read_with_their_texts() {
    let view = "CREATE VIEW v (x) AS SELECT a FROM t -- all\n WHERE a <> ';'";
    let trigger = "CREATE TRIGGER r AFTER UPDATE OF a ON t FOR EACH ROW WHEN new.a > 0 BEGIN\n  UPDATE t SET a = 1; DELETE FROM t;\nEND";
    let instead = "CREATE TRIGGER s INSTEAD OF INSERT ON v BEGIN SELECT 1; END";
    let catalogue = read(&["CREATE TABLE t (a)", view, trigger, instead]).await;
    let schema = catalogue.schema();
    assert_eq!(schema.view("v").unwrap().definition.sql(), view);
    assert_eq!(schema.trigger("r").unwrap().definition.sql(), trigger);
    assert_eq!(schema.trigger("s").unwrap().table, "v");
    assert_eq!(catalogue.text("V"), Some(view));
    assert_eq!(catalogue.text("r"), Some(trigger));
    assert_eq!(catalogue.text("absent"), None);
}

#[tokio::test]
async fn a_trigger_may_have_the_name_of_its_table() {
    let table = "CREATE TABLE t (a)";
    let trigger = "CREATE TRIGGER t AFTER INSERT ON t BEGIN SELECT 1; END";
    let catalogue = read(&[table, trigger]).await;
    assert_eq!(catalogue.text("t"), Some(table));
    let stored = catalogue.object(ObjectKind::Trigger, "T").unwrap();
    assert_eq!(stored.sql.as_deref(), Some(trigger));
}

#[tokio::test]
async fn objects_come_in_the_order_of_their_creation() {
    let catalogue = read(&[
        "CREATE TABLE z (a UNIQUE)",
        "CREATE INDEX i ON z (a)",
        "CREATE TABLE a (b)",
        "CREATE TRIGGER r AFTER INSERT ON z BEGIN SELECT 1; END",
    ])
    .await;
    let names: Vec<_> = catalogue
        .objects()
        .map(|object| object.name.as_str())
        .collect();
    assert_eq!(names, ["z", "sqlite_autoindex_z_1", "i", "a", "r"]);
    let belonging: Vec<_> = catalogue
        .belonging_to("Z")
        .map(|object| object.name.as_str())
        .collect();
    assert_eq!(belonging, ["sqlite_autoindex_z_1", "i", "r"]);
    let tables: Vec<_> = catalogue
        .schema()
        .tables
        .iter()
        .map(|table| &table.name)
        .collect();
    assert_eq!(tables, ["a", "z"]);
}

fn unmanaged(catalogue: &Catalogue) -> Vec<(&str, &str)> {
    let unmanaged = catalogue.schema().unmanaged.iter();
    unmanaged
        .map(|object| (object.name.as_str(), object.kind.as_str()))
        .collect()
}

#[tokio::test]
async fn virtual_tables_their_shadows_and_tables_of_sqlite_are_left_in_peace() {
    let catalogue = read(&[
        "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, body)",
        "CREATE TABLE notes_data_of_mine (a)",
        "CREATE INDEX i ON notes (body)",
        "CREATE VIRTUAL TABLE search USING fts5(body)",
        "CREATE VIRTUAL TABLE place USING rtree(id, x0, x1)",
        "ANALYZE",
    ])
    .await;
    let kinds = unmanaged(&catalogue);
    let named = |kind| {
        kinds
            .iter()
            .filter(|(_, k)| *k == kind)
            .map(|(n, _)| *n)
            .collect::<Vec<_>>()
    };
    assert_eq!(named("virtual table"), ["place", "search"]);
    assert_eq!(
        named("shadow table of a virtual table"),
        [
            "place_node",
            "place_parent",
            "place_rowid",
            "search_config",
            "search_content",
            "search_data",
            "search_docsize",
            "search_idx",
        ]
    );
    assert_eq!(
        named("table of SQLite's own"),
        ["sqlite_sequence", "sqlite_stat1", "sqlite_stat4"]
    );
    let tables: Vec<_> = catalogue
        .schema()
        .tables
        .iter()
        .map(|table| &table.name)
        .collect();
    assert_eq!(tables, ["notes", "notes_data_of_mine"]);
}

#[tokio::test]
async fn an_empty_database_is_an_empty_schema() {
    let catalogue = read::<&str>(&[]).await;
    assert_eq!(*catalogue.schema(), sterna_schema::Schema::default());
    assert_eq!(catalogue.objects().count(), 0);
}

#[test]
fn definitions_are_read_without_a_database() {
    let catalogue = Catalogue::of_definitions([
        " create temp table if not exists main.[T 1] (a, b REFERENCES \"t 1\") ; ",
        "CREATE UNIQUE INDEX i ON \"t 1\" (A)",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER r AFTER INSERT ON [t 1] BEGIN SELECT 1; END;",
        "CREATE VIRTUAL TABLE s USING fts5(x)",
    ])
    .unwrap();
    let table = catalogue.schema().table("T 1").unwrap();
    assert_eq!(table.indexes[0].columns, [IndexColumn::column("a")]);
    assert_eq!(table.foreign_keys[0].table, "T 1");
    assert_eq!(catalogue.schema().triggers[0].table, "t 1");
    let texts: Vec<_> = catalogue
        .objects()
        .filter_map(|object| object.sql.as_deref())
        .collect();
    assert_eq!(
        texts[0],
        "create temp table if not exists main.[T 1] (a, b REFERENCES \"t 1\")"
    );
    assert_eq!(
        texts[3],
        "CREATE TRIGGER r AFTER INSERT ON [t 1] BEGIN SELECT 1; END"
    );
    assert_eq!(unmanaged(&catalogue), [("s", "virtual table")]);
}

#[test]
fn tables_that_were_read_one_by_one_make_the_same_catalogue() {
    let child = [
        "CREATE TABLE child (id integer PRIMARY KEY, own TEXT, parent_id REFERENCES PARENT)",
        "CREATE INDEX j ON child (OWN COLLATE BINARY)",
        "CREATE UNIQUE INDEX i ON child (own COLLATE NOCASE) WHERE id > 1",
    ];
    let parent = ["CREATE TABLE Parent (Id integer PRIMARY KEY)"];
    let view = ["CREATE VIEW v AS SELECT own FROM child"];
    let tables = [&child[..], &parent[..]].map(|statements| {
        let mut table = parse::table(statements[0]).unwrap();
        let indexes = statements[1..].iter().map(|sql| parse::index(sql));
        table.indexes = indexes.map(|index| index.unwrap().1).collect();
        let statements = statements.iter().map(|sql| (*sql).to_owned());
        (table, statements.collect::<Vec<_>>())
    });
    let read = tables.iter().map(|(table, sql)| (table, &sql[..]));
    let read = Catalogue::of_tables(read, view).unwrap();

    let all = child.iter().chain(&parent).chain(&view);
    let expected = Catalogue::of_definitions(all).unwrap();
    assert_eq!(read.schema(), expected.schema());
    let child = read.schema().table("child").unwrap();
    assert_eq!(child.foreign_keys[0].references, ["Id"]);
    assert_eq!(child.indexes[1].columns, [IndexColumn::column("own")]);
    let texts = |catalogue: &Catalogue| {
        let objects = catalogue.objects();
        let texts = objects.map(|object| (object.kind, object.name.clone(), object.sql.clone()));
        texts.collect::<BTreeSet<_>>()
    };
    assert_eq!(texts(&read), texts(&expected));
}

#[test]
fn a_definition_that_cannot_be_read_is_an_error_that_names_it() {
    for broken in [
        "CREATE TABLE t (a INT !)",
        "CREATE TABLE t AS SELECT 1",
        "DROP TABLE t",
        "",
        "CREATE INDEX i",
    ] {
        assert!(Catalogue::of_definitions([broken]).is_err(), "{broken}");
    }
    let error = Catalogue::of_definitions(["CREATE TABLE t (a b c, ,)"]).unwrap_err();
    assert_eq!(error.to_string(), "the table \"t\" could not be read");
}
