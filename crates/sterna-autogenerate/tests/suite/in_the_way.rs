//! What SQLite would refuse in words of its own, in the middle of an upgrade, is said beforehand:
//! what, and how many rows. And, as often, that nothing stands in the way.

use sterna_autogenerate::{Outcome, Unproved, obstacles};

use crate::case::Case;

/// What the rows forbid, as it is counted in the database; the proof says the same.
async fn forbidden(case: &Case) -> Vec<String> {
    let proposal = case.proposal().await;
    assert_eq!(proposal.needs_backfill, []);
    let proof = case.prove(&proposal.upgrade, &proposal.downgrade).await;
    let forbids = |one: &Unproved| matches!(one, Unproved::RowsForbid { .. });
    let is_forbidden = proof.unproved().iter().any(forbids);
    let found = obstacles(&case.live, &case.catalogue, &proposal.upgrade).await;
    assert_eq!(is_forbidden, !found.is_empty(), "{proof:?}");
    found.into_iter().map(|obstacle| obstacle.found).collect()
}

/// There and back without a word.
async fn goes_through(case: &Case) {
    let proposal = case.proposal().await;
    assert_eq!(proposal.needs_backfill, []);
    let proof = case.prove(&proposal.upgrade, &proposal.downgrade).await;
    let forbids = |one: &Unproved| matches!(one, Unproved::RowsForbid { .. });
    assert!(!proof.unproved().iter().any(forbids), "{proof:?}");
    assert!(!matches!(proof.outcome, Outcome::Failed(_)), "{proof:?}");
    assert_eq!(
        obstacles(&case.live, &case.catalogue, &proposal.upgrade).await,
        []
    );
    let ran = sterna::run::execute(&case.live, &proposal.upgrade).await;
    ran.expect("nothing stands in the way");
}

const NAMES: &str = "CREATE TABLE t (name text); INSERT INTO t VALUES ('a'), ('bb');";

#[tokio::test]
async fn a_new_column_that_is_the_rowid_needs_no_value() {
    for wanted in [
        "id integer NOT NULL PRIMARY KEY, name text) STRICT",
        "id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name text)",
        "id integer NOT NULL, name text, PRIMARY KEY (id))",
    ] {
        let case = Case::new(NAMES, &format!("CREATE TABLE t ({wanted};")).await;
        goes_through(&case).await;
    }
    let ordered =
        "CREATE TABLE t (name text PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES ('a');";
    let wanted = "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, name text);";
    goes_through(&Case::new(ordered, wanted).await).await;
}

#[tokio::test]
async fn a_new_key_of_a_table_without_rowids_needs_a_value() {
    for wanted in [
        "id integer PRIMARY KEY, name text",
        "id integer NOT NULL PRIMARY KEY, name text",
    ] {
        let wanted = format!("CREATE TABLE t ({wanted}) WITHOUT ROWID;");
        let case = Case::new(NAMES, &wanted).await;
        let [need] = &case.proposal().await.needs_backfill[..] else {
            panic!("{wanted}")
        };
        assert_eq!((need.name().as_str(), need.required), ("t.id", true));
        goes_through(&case.filling("t.id=length(name)")).await;
    }
}

#[tokio::test]
async fn an_int_that_becomes_the_rowid_becomes_an_integer() {
    for (live, wanted) in [
        ("id INT, n text", "id integer NOT NULL PRIMARY KEY, n text"),
        (
            "id INT, n text, PRIMARY KEY (n, id)",
            "id integer PRIMARY KEY, n text",
        ),
    ] {
        let live = format!("CREATE TABLE t ({live}); INSERT INTO t VALUES (4, 'a');");
        goes_through(&Case::new(&live, &format!("CREATE TABLE t ({wanted});")).await).await;
    }
    // Elsewhere it is the same type, and no key makes another of it.
    for other in ["id INT, n text UNIQUE", "id INT, n text, PRIMARY KEY (n)"] {
        let live = format!("CREATE TABLE t ({other});");
        let wanted = live.replace("INT", "integer");
        assert_eq!(Case::new(&live, &wanted).await.proposal().await.upgrade, []);
    }
}

#[tokio::test]
async fn a_key_that_becomes_the_rowid_holds_integers() {
    for live in [
        "id integer PRIMARY KEY, n text) WITHOUT ROWID",
        "id int PRIMARY KEY, n text)",
        "id integer PRIMARY KEY DESC, n text)",
        "id integer, n text, PRIMARY KEY (id, n))",
    ] {
        let table = format!("CREATE TABLE t ({live};");
        let wanted = "CREATE TABLE t (id integer PRIMARY KEY, n text);";
        let texts = format!("{table} INSERT INTO t VALUES ('a', 'x'), (2, 'y'), ('c', 'z');");
        let expected = "t.id cannot become integer: \
                        2 rows of t hold what would not be the same as integer";
        assert_eq!(
            forbidden(&Case::new(&texts, wanted).await).await,
            [expected]
        );
        let numbers = format!("{table} INSERT INTO t VALUES (7, 'x'), (-2, 'y');");
        goes_through(&Case::new(&numbers, wanted).await).await;
    }
}

#[tokio::test]
async fn one_value_for_several_nulls_of_a_unique_column_is_counted() {
    for (column, index) in [
        ("a text UNIQUE", ""),
        ("a text", "CREATE UNIQUE INDEX i ON t (a);"),
        (
            "a text COLLATE NOCASE, b integer DEFAULT 1, UNIQUE (b, a)",
            "",
        ),
    ] {
        let live = format!(
            "CREATE TABLE t (id integer PRIMARY KEY, {column}); {index}
             INSERT INTO t (a) VALUES ('x'), (NULL), (NULL);"
        );
        let wanted = live.split("INSERT").next().expect("definitions");
        let wanted = wanted.replace("a text", "a text NOT NULL");
        let terms = if column.contains('b') { "b, a" } else { "a" };
        let case = Case::new(&live, &wanted).await.filling("t.a='y'");
        let found = forbidden(&case).await;
        let expected =
            format!("({terms}) of t cannot be unique: 1 value of t is there more than once");
        assert_eq!(found, [expected]);
        let case = Case::new(&live, &wanted).await.filling("t.a='y' || id");
        goes_through(&case).await;
    }
}

#[tokio::test]
async fn what_is_computed_from_converted_values_stays_unique_or_is_counted() {
    let table = |kind: &str| {
        format!(
            "CREATE TABLE t (id integer PRIMARY KEY, a {kind}, b text AS (a || ''));
             CREATE UNIQUE INDEX i ON t (b);"
        )
    };
    let case = async |rows: &str| {
        let live = format!("{} INSERT INTO t (a) VALUES {rows};", table("blob"));
        Case::new(&live, &table("real")).await
    };
    let proof = case("('1'), (1.0)").await.proved().await;
    let [Unproved::RowsForbid { found, .. }] = proof.unproved() else {
        panic!("{proof:?}")
    };
    assert_eq!(
        found,
        "(b) of t cannot be unique: 1 value of t is there more than once"
    );
    goes_through(&case("('1'), (2.0)").await).await;
}

#[tokio::test]
async fn a_foreign_key_that_would_lead_nowhere_is_named() {
    let schema = |parent: &str, key: &str| {
        format!(
            "CREATE TABLE p (id integer {parent}, code text UNIQUE, name text);
             CREATE TABLE c (id integer PRIMARY KEY, p_id integer {key});"
        )
    };
    let sound = schema("PRIMARY KEY", "REFERENCES p (id)");
    let neither = "what is neither the primary key of p nor unique";
    for (live, wanted, to) in [
        (&sound, schema("", "REFERENCES p (id)"), neither),
        (&sound, schema("", "REFERENCES p"), neither),
        (
            &sound,
            schema("PRIMARY KEY", "REFERENCES p (name)"),
            neither,
        ),
        (
            &sound,
            schema("PRIMARY KEY", "REFERENCES p (missing)"),
            "missing, a column that p does not have",
        ),
        (
            &String::new(),
            schema("PRIMARY KEY", "REFERENCES p (name)"),
            neither,
        ),
    ] {
        let proposal = Case::new(live, &wanted).await.proposal().await;
        let said: Vec<_> = proposal.warnings.iter().map(ToString::to_string).collect();
        let expected = format!(
            "the foreign key (p_id) of c refers to {to}: SQLite will refuse writes to both tables"
        );
        assert_eq!(said, [expected]);
    }
}

#[tokio::test]
async fn a_foreign_key_that_leads_somewhere_or_never_did_is_no_news() {
    let schema = |parent: &str| {
        format!(
            "CREATE TABLE p (id integer {parent}, code text, name text);
             CREATE TABLE c (id integer PRIMARY KEY, p_id integer REFERENCES p (id),
                 elsewhere integer REFERENCES others (id));"
        )
    };
    for (live, wanted) in [
        (schema("PRIMARY KEY"), schema("UNIQUE")),
        (schema("UNIQUE"), schema("PRIMARY KEY")),
        (schema(""), schema(" COLLATE NOCASE")),
        (String::new(), schema("NOT NULL PRIMARY KEY")),
    ] {
        let proposal = Case::new(&live, &wanted).await.proposal().await;
        assert!(!proposal.upgrade.is_empty());
        assert_eq!(proposal.warnings, [], "\nfrom {live}\nto {wanted}");
    }
}

#[tokio::test]
async fn checks_that_share_a_name_come_and_go() {
    let with = |checks: &str| format!("CREATE TABLE t (a integer, b integer{checks});");
    let both = with(", CONSTRAINT k CHECK (a > 0), CONSTRAINT k CHECK (b > 0)");
    let one = with(", CONSTRAINT k CHECK (b > 0)");
    let other = with(", CONSTRAINT k CHECK (a > -1), CONSTRAINT k CHECK (b > 0)");
    for (live, wanted) in [
        (&both, &with("")),
        (&with(""), &both),
        (&both, &one),
        (&one, &both),
        (&both, &other),
    ] {
        let live = format!("{live} INSERT INTO t VALUES (1, 1);");
        let proof = Case::new(&live, wanted).await.proved().await;
        assert_eq!(
            (proof.outcome, proof.kept_rows),
            (Outcome::Proved, 1),
            "{live}"
        );
    }
}
