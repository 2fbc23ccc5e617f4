//! What is found between two databases, and, as often, that nothing is.

use sterna_autogenerate::{Difference, MadeByHistory, Scope, diff};
use sterna_schema::{Alteration, Operation};

use crate::database::schema;

async fn difference(from: &str, to: &str) -> Difference {
    diff(&schema(from).await, &schema(to).await, &Scope::exact())
}

/// Each operation in words, each change of a table in words of its own.
fn words(operations: &[Operation]) -> Vec<String> {
    let words = operations.iter().flat_map(|operation| match operation {
        Operation::AlterTable { table, alterations } => {
            let of = |alteration: &Alteration| format!("{table}: {}", alteration.summary());
            alterations.iter().map(of).collect()
        }
        other => vec![other.summary()],
    });
    words.collect()
}

async fn finds(from: &str, to: &str, expected: &[&str]) {
    let found = words(&difference(from, to).await.operations);
    assert_eq!(found, expected, "\nfrom {from}\nto {to}");
}

async fn finds_nothing_between(left: &str, right: &str) {
    finds(left, right, &[]).await;
    finds(right, left, &[]).await;
}

#[tokio::test]
async fn an_index_that_is_kept_does_the_work_of_an_equal_one() {
    let table = "CREATE TABLE t (id integer PRIMARY KEY, x text, y text);";
    let live = schema(&format!("{table} CREATE INDEX by_hand ON t (x);")).await;
    let found = async |index: &str| {
        let wanted = schema(&format!("{table} {index}")).await;
        let scope = Scope::autogenerate(MadeByHistory::nothing());
        let difference = diff(&live, &wanted, &scope);
        assert_eq!(difference.kept.len(), 1);
        words(&difference.operations)
    };
    assert!(found("CREATE INDEX \"idx-t-x\" ON t (x);").await.is_empty());
    for other in ["(y)", "(x DESC)", "(x) WHERE y > 0"] {
        let created = found(&format!("CREATE INDEX \"idx-t-x\" ON t {other};")).await;
        assert_eq!(created, ["t: create index idx-t-x"], "{other}");
    }
}

#[tokio::test]
async fn an_index_that_the_history_made_does_the_work_of_one_that_nobody_named() {
    let table = "CREATE TABLE t (id integer PRIMARY KEY, x text, y text);";
    let live = schema(&format!("{table} CREATE INDEX by_hand ON t (x);")).await;
    let found = async |index: &str| {
        let wanted = schema(&format!("{table} CREATE {index};")).await;
        let scope = Scope::autogenerate(MadeByHistory::everything(&live));
        words(&diff(&live, &wanted, &scope).operations)
    };
    let nothing: [&str; 0] = [];
    assert_eq!(found("INDEX \"idx-t-x\" ON t (x)").await, nothing);
    for (other, name) in [
        ("INDEX \"idx-t-x\" ON t (y)", "create index idx-t-x"),
        ("INDEX \"idx-t-x\" ON t (x DESC)", "create index idx-t-x"),
        (
            "UNIQUE INDEX \"idx-t-x\" ON t (x)",
            "create unique index idx-t-x",
        ),
        // Somebody chose this name.
        ("INDEX chosen ON t (x)", "create index chosen"),
    ] {
        let expected = ["t: drop index by_hand".to_owned(), format!("t: {name}")];
        assert_eq!(found(other).await, expected, "{other}");
    }
}

#[tokio::test]
async fn a_check_that_no_revision_made_is_kept() {
    let with = schema("CREATE TABLE t (id integer PRIMARY KEY, x integer, CHECK (x > 0));").await;
    let without = schema("CREATE TABLE t (id integer PRIMARY KEY, x integer);").await;
    let found = |made| diff(&with, &without, &Scope::autogenerate(made));

    let kept = found(MadeByHistory::nothing());
    assert!(kept.is_empty());
    assert_eq!(
        (kept.kept[0].kind.as_str(), kept.kept[0].name.as_str()),
        ("check", "(x > 0)")
    );

    let dropped = found(MadeByHistory::everything(&with));
    assert_eq!(words(&dropped.operations), ["t: drop check (x > 0)"]);
    assert!(dropped.kept.is_empty());
}

#[tokio::test]
async fn tables_come_and_go_in_the_order_of_their_keys() {
    let tables = "CREATE TABLE a (id integer PRIMARY KEY, b_id integer REFERENCES b (id));
        CREATE TABLE b (id integer PRIMARY KEY, c_id integer REFERENCES c (id));
        CREATE TABLE c (id integer PRIMARY KEY);";
    finds(
        "",
        tables,
        &["create table c", "create table b", "create table a"],
    )
    .await;
    finds(
        tables,
        "",
        &["drop table a", "drop table b", "drop table c"],
    )
    .await;
}

#[tokio::test]
async fn tables_that_refer_to_each_other_come_and_go_too() {
    let tables = "CREATE TABLE a (id integer PRIMARY KEY, b_id integer REFERENCES b (id));
        CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a (id));
        CREATE TABLE own (id integer PRIMARY KEY, own_id integer REFERENCES own (id));";
    finds(
        "",
        tables,
        &["create table b", "create table a", "create table own"],
    )
    .await;
    finds(
        tables,
        "",
        &[
            "drop table own",
            "b: drop foreign key (a_id) -> a(id)",
            "drop table a",
            "drop table b",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_table_goes_after_the_key_that_refers_to_it() {
    let from = "CREATE TABLE parent (id integer PRIMARY KEY);
        CREATE TABLE child (id integer PRIMARY KEY, parent_id integer REFERENCES parent (id));";
    let to = "CREATE TABLE child (id integer PRIMARY KEY);";
    let expected = [
        "child: drop foreign key (parent_id) -> parent(id)",
        "child: drop column parent_id",
        "drop table parent",
    ];
    finds(from, to, &expected).await;
}

#[tokio::test]
async fn a_table_gets_a_key_after_what_it_refers_to_can_be_referred_to() {
    let from = "CREATE TABLE a_child (code text);
        CREATE TABLE z_parent (code text);";
    let to = "CREATE TABLE a_child (code text REFERENCES z_parent (code));
        CREATE TABLE z_parent (code text UNIQUE);";
    let there = [
        "z_parent: create unique index idx-z_parent-code",
        "a_child: add foreign key (code) -> z_parent(code)",
    ];
    finds(from, to, &there).await;
    let back = [
        "a_child: drop foreign key (code) -> z_parent(code)",
        "z_parent: drop unique (code)",
    ];
    finds(to, from, &back).await;
}

#[tokio::test]
async fn tables_that_come_to_refer_to_each_other_get_one_key_apart() {
    let from = "CREATE TABLE a (id integer); CREATE TABLE b (id integer);";
    let to = "CREATE TABLE a (id integer, code text UNIQUE, b_code text REFERENCES b (code));
        CREATE TABLE b (id integer, code text UNIQUE, a_code text REFERENCES a (code));";
    let there = [
        "b: add column code",
        "b: add column a_code",
        "b: create unique index idx-b-code",
        "a: add column code",
        "a: add column b_code",
        "a: add foreign key (b_code) -> b(code)",
        "a: create unique index idx-a-code",
        "b: add foreign key (a_code) -> a(code)",
    ];
    finds(from, to, &there).await;
    let back = [
        "a: drop foreign key (b_code) -> b(code)",
        "b: drop foreign key (a_code) -> a(code)",
        "b: drop unique (code)",
        "b: drop column a_code",
        "b: drop column code",
        "a: drop unique (code)",
        "a: drop column b_code",
        "a: drop column code",
    ];
    finds(to, from, &back).await;
}

#[tokio::test]
async fn an_altered_table_and_a_new_one_that_refer_to_each_other_come_in_an_order() {
    let from = "CREATE TABLE a (id integer);";
    let to = "CREATE TABLE a (id integer, code text UNIQUE, new_id integer REFERENCES new (id));
        CREATE TABLE new (id integer PRIMARY KEY, code text REFERENCES a (code));";
    let there = [
        "a: add column code",
        "a: add column new_id",
        "a: create unique index idx-a-code",
        "create table new",
        "a: add foreign key (new_id) -> new(id)",
    ];
    finds(from, to, &there).await;
    let back = [
        "a: drop foreign key (new_id) -> new(id)",
        "drop table new",
        "a: drop unique (code)",
        "a: drop column new_id",
        "a: drop column code",
    ];
    finds(to, from, &back).await;
}

#[tokio::test]
async fn everything_of_a_column_is_one_change() {
    let from =
        "CREATE TABLE t (a text NOT NULL, b text DEFAULT 'x', c text, d integer AS (1) VIRTUAL)";
    let to = "CREATE TABLE t (a varchar(9) DEFAULT 'y', b text, c text COLLATE NOCASE, d integer AS (2) STORED)";
    let expected = [
        "t: alter column a: text becomes varchar(9), drop NOT NULL, default 'y'",
        "t: alter column b: drop default",
        "t: alter column c: collate NOCASE",
        "t: alter column d: change generated expression",
    ];
    finds(from, to, &expected).await;
}

#[tokio::test]
async fn two_spellings_of_a_column_are_no_change() {
    for (left, right) in [
        ("a text", "A TEXT"),
        ("a INT", "a integer"),
        ("a integer DEFAULT 0", "a integer DEFAULT (0)"),
        ("a integer DEFAULT 0", "a integer DEFAULT '0'"),
        ("a text DEFAULT NULL", "a text NULL"),
        ("a text COLLATE BINARY", "a text"),
        ("a text COLLATE nocase", "a text COLLATE NOCASE"),
        ("a varchar( 10 )", "a VARCHAR(10)"),
        (
            "a integer, b integer AS (a+1)",
            "a integer, b integer GENERATED ALWAYS AS ((\"A\" + 1)) VIRTUAL",
        ),
        ("a text CHECK (a <> '')", "a text, CHECK (([a] != ''))"),
        ("a text UNIQUE", "a text, UNIQUE (a)"),
        (
            "a integer PRIMARY KEY",
            "a integer, CONSTRAINT key PRIMARY KEY (a)",
        ),
        ("a integer PRIMARY KEY", "a integer NOT NULL PRIMARY KEY"),
        (
            "a integer REFERENCES t (a)",
            "a integer, FOREIGN KEY (a) REFERENCES T (A) ON DELETE NO ACTION NOT DEFERRABLE",
        ),
        (
            "a integer PRIMARY KEY, b integer REFERENCES t",
            "a integer PRIMARY KEY, b integer REFERENCES t (a)",
        ),
        ("a text, CONSTRAINT c UNIQUE (a)", "a text UNIQUE"),
    ] {
        let table = |columns: &str| format!("CREATE TABLE t ({columns})");
        finds_nothing_between(&table(left), &table(right)).await;
    }
}

#[tokio::test]
async fn a_database_does_not_differ_from_itself() {
    let everything = "CREATE TABLE t (a integer PRIMARY KEY AUTOINCREMENT, b text NOT NULL ON CONFLICT IGNORE COLLATE NOCASE,
            c text UNIQUE ON CONFLICT REPLACE, d AS (a || b) STORED, e REFERENCES u DEFERRABLE INITIALLY DEFERRED, CHECK (b <> c));
        CREATE TABLE u (x, y, PRIMARY KEY (y, x DESC)) WITHOUT ROWID;
        CREATE UNIQUE INDEX i ON t (b COLLATE RTRIM DESC, lower(c)) WHERE a > 1;
        CREATE VIEW v AS SELECT * FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
        CREATE VIRTUAL TABLE f USING fts5 (a, b);";
    let difference = difference(everything, everything).await;
    assert!(difference.is_empty(), "{difference:#?}");
    assert_eq!(difference.notes, []);
    assert!(
        difference
            .kept
            .iter()
            .any(|kept| kept.kind == "virtual table")
    );
}

#[tokio::test]
async fn a_unique_is_a_unique_index() {
    let inline = "CREATE TABLE t (a text UNIQUE, b text)";
    let index = "CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX anything ON t (a)";
    let neither = "CREATE TABLE t (a text, b text)";
    finds_nothing_between(inline, index).await;
    finds(neither, inline, &["t: create unique index idx-t-a"]).await;
    finds(inline, neither, &["t: drop unique (a)"]).await;
    finds(neither, index, &["t: create unique index anything"]).await;
    finds(index, neither, &["t: drop index anything"]).await;
    let named = "CREATE TABLE t (a text, b text, CONSTRAINT \"own name\" UNIQUE (b, a))";
    finds(neither, named, &["t: create unique index own name"]).await;
}

#[tokio::test]
async fn a_unique_that_says_more_is_no_index() {
    let inline = "CREATE TABLE t (a text UNIQUE ON CONFLICT IGNORE, b text)";
    let index = "CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX i ON t (a)";
    let partial = "CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX i ON t (a) WHERE b > 1";
    let other = "CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX i ON t (a COLLATE NOCASE)";
    let plain = "CREATE TABLE t (a text UNIQUE, b text)";
    finds(index, inline, &["t: drop index i", "t: add unique (a)"]).await;
    finds(plain, inline, &["t: drop unique (a)", "t: add unique (a)"]).await;
    finds(
        partial,
        plain,
        &["t: drop index i", "t: create unique index idx-t-a"],
    )
    .await;
    finds(
        other,
        plain,
        &["t: drop index i", "t: create unique index idx-t-a"],
    )
    .await;
}

#[tokio::test]
async fn the_name_of_a_new_index_is_free() {
    let from =
        "CREATE TABLE t (a text); CREATE TABLE u (a text); CREATE INDEX \"IDX-T-A\" ON u (a)";
    let to = "CREATE TABLE t (a text UNIQUE); CREATE TABLE u (a text); CREATE INDEX \"IDX-T-A\" ON u (a)";
    finds(from, to, &["t: create unique index idx-t-a-2"]).await;
}

#[tokio::test]
async fn indexes_go_and_come_again() {
    let table = |index: &str| format!("CREATE TABLE t (a text, b text); CREATE INDEX {index}");
    for (from, to) in [
        ("i ON t (a)", "i ON t (a DESC)"),
        ("i ON t (a)", "i ON t (a COLLATE NOCASE)"),
        ("i ON t (a, b)", "i ON t (b, a)"),
        ("i ON t (lower(a))", "i ON t (upper(a))"),
        ("i ON t (a) WHERE a > 1", "i ON t (a) WHERE a > 2"),
        ("i ON t (a) WHERE a > 1", "i ON t (a)"),
    ] {
        finds(
            &table(from),
            &table(to),
            &["t: drop index i", "t: create index i"],
        )
        .await;
    }
    finds(
        &table("I ON t (a)"),
        &table("i ON t (a)"),
        &["t: drop index I", "t: create index i"],
    )
    .await;
    for (left, right) in [
        ("i ON t (a)", "\"i\" ON T ([A] ASC)"),
        ("i ON t (a COLLATE BINARY)", "i ON t (a)"),
        (
            "i ON t (lower(a)) WHERE a > 1",
            "i ON t (LOWER ( \"a\" )) WHERE (a > 1)",
        ),
    ] {
        finds_nothing_between(&table(left), &table(right)).await;
    }
}

#[tokio::test]
async fn an_index_whose_name_wanders_is_dropped_first() {
    let from = "CREATE TABLE a (x text); CREATE TABLE b (x text); CREATE INDEX i ON b (x); CREATE INDEX j ON a (x)";
    let to = "CREATE TABLE a (x text); CREATE TABLE b (x text); CREATE INDEX i ON a (x); CREATE INDEX j ON b (x)";
    let expected = [
        "a: drop index j",
        "b: drop index i",
        "a: create index i",
        "b: create index j",
    ];
    finds(from, to, &expected).await;
    let dropped = "CREATE TABLE a (x text); CREATE INDEX i ON a (x)";
    let expected = [
        "b: drop index i",
        "a: drop index j",
        "a: create index i",
        "drop table b",
    ];
    finds(from, dropped, &expected).await;
}

#[tokio::test]
async fn foreign_keys_are_known_by_what_they_join() {
    let table = |key: &str| {
        format!(
            "CREATE TABLE p (id integer PRIMARY KEY, code text UNIQUE); CREATE TABLE t (a integer, b integer, {key})"
        )
    };
    let plain = table("FOREIGN KEY (a) REFERENCES p (id)");
    let (drop, add) = (
        "t: drop foreign key (a) -> p(id)",
        "t: add foreign key (a) -> p(id)",
    );
    for other in [
        "FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE",
        "FOREIGN KEY (a) REFERENCES p (id) ON UPDATE SET NULL",
        "FOREIGN KEY (a) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED",
    ] {
        finds(&plain, &table(other), &[drop, add]).await;
        finds(&table(other), &plain, &[drop, add]).await;
    }
    let named = table("CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)");
    finds(&plain, &named, &[drop, add]).await;
    finds(&named, &plain, &[]).await;
    let elsewhere = table("FOREIGN KEY (a) REFERENCES p (code)");
    finds(
        &plain,
        &elsewhere,
        &[drop, "t: add foreign key (a) -> p(code)"],
    )
    .await;
}

#[tokio::test]
async fn a_key_to_a_table_that_is_not_there_is_no_change() {
    let without = "CREATE TABLE t (a integer REFERENCES nowhere)";
    let with = "CREATE TABLE t (a integer REFERENCES nowhere); CREATE TABLE nowhere (id integer PRIMARY KEY)";
    finds_nothing_between(without, without).await;
    finds(without, with, &["create table nowhere"]).await;
    finds(with, without, &["drop table nowhere"]).await;
}

#[tokio::test]
async fn checks_are_known_by_what_they_say() {
    let table = |check: &str| format!("CREATE TABLE t (a integer, {check})");
    let expected = ["t: drop check (a > 0)", "t: add check (a > 1)"];
    finds(&table("CHECK (a > 0)"), &table("CHECK (a > 1)"), &expected).await;
    finds(
        &table("CONSTRAINT c CHECK (a > 0)"),
        &table("CONSTRAINT c CHECK (a > 1)"),
        &expected,
    )
    .await;
    finds(
        &table("CONSTRAINT c CHECK (a > 0)"),
        &table("CHECK (a > 0)"),
        &[],
    )
    .await;
    let renamed = ["t: drop check (a > 0)", "t: add check (a > 0)"];
    finds(
        &table("CHECK (a > 0)"),
        &table("CONSTRAINT c CHECK (a > 0)"),
        &renamed,
    )
    .await;
    let states = [
        "t: drop check (a IN (1, 2))",
        "t: add check (a IN (1, 2, 3))",
    ];
    finds(
        &table("CHECK (a IN (1, 2))"),
        &table("CHECK (a IN (1, 2, 3))"),
        &states,
    )
    .await;
}

#[tokio::test]
async fn the_primary_key_and_the_options_of_a_table_change() {
    let table =
        |rest: &str| format!("CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, {rest}");
    let key = "t: change primary key";
    for (from, to, change) in [
        (
            "CHECK (1))",
            "PRIMARY KEY (a), CHECK (1))",
            format!("{key} none to (a)"),
        ),
        (
            "PRIMARY KEY (a), CHECK (1))",
            "CHECK (1))",
            format!("{key} (a) to none"),
        ),
        (
            "PRIMARY KEY (a, b))",
            "PRIMARY KEY (b, a))",
            format!("{key} (a, b) to (b, a)"),
        ),
        (
            "PRIMARY KEY (a))",
            "PRIMARY KEY (a AUTOINCREMENT))",
            format!("{key} (a) to (a)"),
        ),
        (
            "PRIMARY KEY (a, b))",
            "PRIMARY KEY (a, b)) STRICT",
            "t: change table options".to_owned(),
        ),
        (
            "PRIMARY KEY (a)) WITHOUT ROWID",
            "PRIMARY KEY (a))",
            "t: change table options".to_owned(),
        ),
    ] {
        finds(&table(from), &table(to), &[change.as_str()]).await;
    }
}

#[tokio::test]
async fn what_hangs_on_a_column_goes_before_it_and_comes_after_it() {
    let from = "CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE, b text AS (a || 'x'), CHECK (a <> 'y')); CREATE INDEX i ON t (b)";
    let to = "CREATE TABLE t (id integer PRIMARY KEY)";
    let there = [
        "t: drop index i",
        "t: drop check (a <> 'y')",
        "t: drop unique (a)",
        "t: drop column b",
        "t: drop column a",
    ];
    finds(from, to, &there).await;
    let back = [
        "t: add column a",
        "t: add column b",
        "t: add check (a <> 'y')",
        "t: create unique index idx-t-a",
        "t: create index i",
    ];
    finds(to, from, &back).await;
}

#[tokio::test]
async fn the_order_of_columns_is_told_and_not_changed() {
    let difference = difference(
        "CREATE TABLE t (a text, b text)",
        "CREATE TABLE t (b text, a text)",
    )
    .await;
    assert!(difference.is_empty());
    let told: Vec<_> = difference.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["the columns of t are in the order a, b, the entity has b, a"]
    );
    let appended =
        crate::detection::difference("CREATE TABLE t (a text)", "CREATE TABLE t (a text, b text)")
            .await;
    assert_eq!(appended.notes, []);
}

#[tokio::test]
async fn views_and_triggers_change_and_stay() {
    let table = "CREATE TABLE t (a text); ";
    let with = |rest: &str| format!("{table}{rest}");
    let view = with("CREATE VIEW v AS SELECT a FROM t");
    finds(table, &view, &["create view v"]).await;
    finds(
        &view,
        &with("create view V as select [a] from T -- why"),
        &[],
    )
    .await;
    finds(
        &view,
        &with("CREATE VIEW v AS SELECT 1"),
        &["drop view v", "create view v"],
    )
    .await;
    let trigger = with("CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = 'x'; END");
    finds(table, &trigger, &["create trigger g"]).await;
    let other = with("CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = 'X'; END");
    finds(&trigger, &other, &["drop trigger g", "create trigger g"]).await;
    for only_there in [view, trigger] {
        let difference = difference(&only_there, table).await;
        assert!(difference.is_empty());
        assert_eq!(difference.kept.len(), 1);
    }
}

#[tokio::test]
async fn the_trigger_of_a_table_that_goes_comes_back_with_it() {
    let from = "CREATE TABLE t (a text); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END";
    finds(from, "", &["drop trigger g", "drop table t"]).await;
}

#[tokio::test]
async fn what_no_operation_makes_is_told() {
    let virtual_table = "CREATE VIRTUAL TABLE f USING fts5 (a)";
    let there = difference("", virtual_table).await;
    assert!(there.is_empty() && !there.notes.is_empty());
    let back = difference(virtual_table, "").await;
    assert!(back.is_empty() && !back.kept.is_empty());
}

#[tokio::test]
async fn bookkeeping_of_migration_tools_is_no_schema() {
    let bookkeeping = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
        CREATE TABLE seaql_migrations (version varchar PRIMARY KEY, applied_at bigint);
        CREATE TABLE sterna_version (version text); CREATE TABLE sterna_history (id integer);";
    let difference = difference(bookkeeping, "").await;
    assert!(difference.is_empty() && difference.kept.is_empty());
    finds_nothing_between("", bookkeeping).await;
}
