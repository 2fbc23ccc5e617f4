//! Proposals tried on a copy: what is proved, what is said to be lost, and what is refused.

use proptest::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sterna_autogenerate::{
    Backfill, Direction, Failure, Outcome, Unproved, obstacles, rows_at_stake,
};
use sterna_dialect::sqlite::{Catalogue, create};
use sterna_schema::{Operation, Schema};

use crate::case::Case;
use crate::database::database;
use crate::random::valid_schema;

const BLOG: &str = "CREATE TABLE users (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar NOT NULL);
    CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, user_id integer NOT NULL,
        content text NOT NULL, legacy varchar NOT NULL, price varchar,
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
    CREATE TABLE tags (name text NOT NULL PRIMARY KEY, post_id integer NOT NULL REFERENCES posts (id) ON DELETE CASCADE) WITHOUT ROWID;
    CREATE TABLE untouched (id integer PRIMARY KEY);
    INSERT INTO users VALUES (1, 'a'), (2, 'b');
    INSERT INTO posts VALUES (1, 2, 'x', 'l', '5'), (2, 2, 'a' || char(0) || 'b', '', '7 euro');
    INSERT INTO tags VALUES ('t', 1), ('u', 2);
    INSERT INTO untouched VALUES (1);
    CREATE TRIGGER counted AFTER INSERT ON posts BEGIN INSERT INTO untouched VALUES (NULL); END;";

/// The definitions of [`BLOG`] after a change of its text.
fn blog(change: &[(&str, &str)]) -> String {
    let definitions = BLOG.split("INSERT INTO users").next().expect("definitions");
    change
        .iter()
        .fold(definitions.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        })
}

#[tokio::test]
async fn a_proposal_is_proved_with_the_rows_that_hang_on_it() {
    let wanted = blog(&[("content text NOT NULL", "content text, headline varchar")]);
    let case = Case::new(BLOG, &wanted).await;
    let proof = case.proved().await;
    // Two posts, the tags that refer to them, and the one user that they refer to.
    assert_eq!((proof.sample_rows, proof.kept_rows), (5, 5), "{proof:?}");
    assert_eq!(proof.outcome, Outcome::Proved);
    assert_eq!(
        proof.to_string(),
        "proved on a copy: upgrade reaches the entities, downgrade restores the database, \
         5 sample rows kept"
    );
}

#[tokio::test]
async fn nothing_to_do_is_nothing_to_prove() {
    let proof = Case::new(BLOG, &blog(&[])).await.proved().await;
    assert_eq!((proof.sample_rows, &proof.outcome), (0, &Outcome::Proved));
}

#[tokio::test]
async fn without_rows_none_are_spoken_of() {
    let proof = Case::new("", "CREATE TABLE t (id integer);")
        .await
        .proved()
        .await;
    assert_eq!(
        proof.to_string(),
        "proved on a copy: upgrade reaches the entities, downgrade restores the database"
    );
}

#[tokio::test]
async fn renames_keep_their_rows() {
    let wanted = blog(&[
        ("content text", "body text"),
        ("TABLE users", "TABLE people"),
    ]);
    let wanted = wanted.replace("REFERENCES users", "REFERENCES people");
    let case = Case::new(BLOG, &wanted).await;
    let case = case.renaming("posts.content:body").renaming("users:people");
    let proof = case.proved().await;
    assert_eq!((proof.kept_rows, &proof.outcome), (6, &Outcome::Proved));
}

#[tokio::test]
async fn what_is_dropped_comes_back_without_its_values() {
    let wanted = blog(&[
        (" legacy varchar NOT NULL,", ""),
        ("CREATE TABLE untouched (id integer PRIMARY KEY);", ""),
    ]);
    let wanted = wanted
        .split("CREATE TRIGGER")
        .next()
        .expect("tables")
        .to_owned();
    let proof = Case::new(BLOG, &wanted).await.proved().await;
    let said: Vec<_> = proof.unproved().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "downgrade brings posts.legacy back without its values, with ''",
            "downgrade brings table untouched back without its rows",
        ]
    );
    assert_eq!((proof.sample_rows, proof.kept_rows), (6, 5));
    assert!(
        proof
            .to_string()
            .contains("restores the schema, 5 sample rows kept")
    );
}

#[tokio::test]
async fn a_conversion_that_would_lose_a_value_is_refused() {
    let wanted = blog(&[("price varchar", "price integer")]);
    let proof = Case::new(BLOG, &wanted).await.proved().await;
    let [unproved] = proof.unproved() else {
        panic!("{proof:?}")
    };
    assert_eq!(
        unproved.to_string(),
        "upgrade was proved without rows: posts.price cannot become integer: \
         1 row of posts holds what would not be the same as integer"
    );
}

#[tokio::test]
async fn a_proposal_that_stops_halfway_fails() {
    let wanted = blog(&[("content text NOT NULL", "content text, headline varchar")]);
    let case = Case::new(BLOG, &wanted).await;
    let proof = case.prove(&[], &[]).await;
    let Some(Failure::NotReached(rest)) = proof.failure() else {
        panic!("{proof:?}")
    };
    assert_eq!(rest.len(), 1);
    assert!(
        proof
            .to_string()
            .starts_with("upgrade does not reach the entities on a copy: alter table posts"),
        "{proof}"
    );
}

#[tokio::test]
async fn a_downgrade_that_leads_elsewhere_fails() {
    let wanted = blog(&[("content text NOT NULL", "content text, headline varchar")]);
    let case = Case::new(BLOG, &wanted).await;
    let upgrade = case.proposal().await.upgrade;
    let proof = case.prove(&upgrade, &[]).await;
    assert!(
        matches!(proof.failure(), Some(Failure::NotRestored(_))),
        "{proof:?}"
    );
}

#[tokio::test]
async fn a_proposal_that_loses_rows_fails() {
    let wanted = blog(&[("content text NOT NULL", "content text, headline varchar")]);
    let case = Case::new(BLOG, &wanted).await;
    let mut proposal = case.proposal().await;
    proposal
        .upgrade
        .push(Operation::Execute(sterna_schema::RawSql {
            sql: "DELETE FROM posts WHERE id = 1".to_owned(),
            reverse: None,
        }));
    let proof = case.prove(&proposal.upgrade, &proposal.downgrade).await;
    let lost = Failure::RowsChanged {
        direction: Direction::Upgrade,
        table: "posts".to_owned(),
        before: 2,
        same: 1,
    };
    assert_eq!(proof.failure(), Some(&lost));
}

#[tokio::test]
async fn values_that_no_operation_is_about_stay() {
    let wanted = blog(&[("content text NOT NULL", "content text, headline varchar")]);
    let case = Case::new(BLOG, &wanted).await;
    let proposal = case.proposal().await;
    let mut downgrade = proposal.downgrade.clone();
    downgrade.insert(
        0,
        Operation::Execute(sterna_schema::RawSql {
            sql: "UPDATE posts SET legacy = 'other' WHERE id = 2".to_owned(),
            reverse: None,
        }),
    );
    let proof = case.prove(&proposal.upgrade, &downgrade).await;
    let Some(Failure::RowsChanged {
        direction, same, ..
    }) = proof.failure()
    else {
        panic!("{proof:?}")
    };
    assert_eq!((*direction, *same), (Direction::Downgrade, 1));
}

#[tokio::test]
async fn a_value_that_is_no_sql_of_the_table_fails_whatever_the_rows() {
    let wanted = blog(&[(
        "legacy varchar NOT NULL",
        "legacy varchar NOT NULL, slug varchar NOT NULL",
    )]);
    let case = Case::new(BLOG, &wanted)
        .await
        .filling("posts.slug=lower(titel)");
    let proof = case.proved().await;
    let Some(Failure::Stopped {
        direction, reason, ..
    }) = proof.failure()
    else {
        panic!("{proof:?}")
    };
    assert_eq!(*direction, Direction::Upgrade);
    assert!(reason.contains("no such column: titel"), "{reason}");
}

#[tokio::test]
async fn rows_that_forbid_the_change_are_said_and_counted_where_they_are() {
    let wanted = blog(&[("price varchar", "price varchar NOT NULL")]);
    let nulls = format!(
        "{BLOG} WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 109)
         INSERT INTO posts SELECT i, 1, 'c', '', NULL FROM n;"
    );
    let case = Case::new(&nulls, &wanted).await;
    let proof = case.proved().await;
    let [
        Unproved::RowsForbid {
            direction,
            found,
            help,
        },
    ] = proof.unproved()
    else {
        panic!("{proof:?}")
    };
    assert_eq!(*direction, Direction::Upgrade);
    assert!(found.contains("48 rows of posts hold NULL"), "{found}");
    assert!(help.is_some());
    let upgrade = case.proposal().await.upgrade;
    let obstacles = obstacles(&case.live, &case.catalogue, &upgrade).await;
    let [obstacle] = &obstacles[..] else {
        panic!("{obstacles:?}")
    };
    assert!(
        obstacle.found.contains("100 rows of posts hold NULL"),
        "{}",
        obstacle.found
    );
}

#[tokio::test]
async fn rows_that_allow_the_change_are_no_obstacle() {
    let wanted = blog(&[("price varchar", "price varchar NOT NULL")]);
    let case = Case::new(BLOG, &wanted).await;
    let proof = case.proved().await;
    assert_eq!(proof.outcome, Outcome::Proved);
    let upgrade = case.proposal().await.upgrade;
    let found = obstacles(&case.live, &case.catalogue, &upgrade).await;
    assert_eq!(found, []);
    // A value for NULL comes before the question.
    let nulls = format!("{BLOG} UPDATE posts SET price = NULL;");
    let case = Case::new(&nulls, &wanted).await.filling("posts.price=''");
    let upgrade = case.proposal().await.upgrade;
    let found = obstacles(&case.live, &case.catalogue, &upgrade).await;
    assert_eq!(found, []);
}

#[tokio::test]
async fn duplicates_are_an_obstacle() {
    let wanted = format!("{} CREATE UNIQUE INDEX i ON posts (user_id);", blog(&[]));
    let case = Case::new(BLOG, &wanted).await;
    let proof = case.proved().await;
    assert!(
        matches!(proof.unproved(), [Unproved::RowsForbid { .. }]),
        "{proof:?}"
    );
    let upgrade = case.proposal().await.upgrade;
    let found = obstacles(&case.live, &case.catalogue, &upgrade).await;
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn a_table_that_is_still_to_come_is_no_obstacle() {
    let kinds = "kind_id integer REFERENCES kinds (id), price varchar";
    let wanted = blog(&[("price varchar", kinds)]);
    let wanted = format!("{wanted} CREATE TABLE kinds (id integer PRIMARY KEY);");
    let case = Case::new(BLOG, &wanted).await;
    let upgrade = case.proposal().await.upgrade;
    let found = obstacles(&case.live, &case.catalogue, &upgrade).await;
    assert_eq!(found, []);
    assert_eq!(case.proved().await.outcome, Outcome::Proved);
}

#[tokio::test]
async fn big_tables_give_a_few_rows_and_no_big_ones() {
    let rows = "CREATE TABLE t (id integer PRIMARY KEY, up integer REFERENCES t (id), b blob);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
        INSERT INTO t SELECT i, nullif(i / 2, 0), CASE i WHEN 1000 THEN zeroblob(100000) ELSE x'00ff' END FROM n;";
    let wanted =
        "CREATE TABLE t (id integer PRIMARY KEY, up integer REFERENCES t (id), b blob, c text);";
    let proof = Case::new(rows, wanted).await.proved().await;
    assert_eq!(proof.outcome, Outcome::Proved);
    // 25 at either end, and what the newest refer to: 488 to 500, their halves, and so on.
    assert!((50..120).contains(&proof.sample_rows), "{proof:?}");
}

#[tokio::test]
async fn what_cannot_be_copied_is_said() {
    // A function that this connection lacks, as an application may have added it.
    let live = "CREATE TABLE t (a text); INSERT INTO t VALUES ('x'); CREATE INDEX i ON t (a);
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (missing(a))' WHERE name = 'i';";
    let case = Case::new(live, "CREATE TABLE t (a text, b text);").await;
    let proof = case.proved().await;
    let lacks = |one: &Unproved| matches!(one, Unproved::NotCopied { name, .. } if name == "i");
    assert!(proof.unproved().iter().any(lacks), "{proof:?}");
}

#[tokio::test]
async fn rows_at_stake_are_those_that_hold_a_value() {
    let wanted = blog(&[
        (" legacy varchar NOT NULL, price varchar,", ""),
        ("TABLE users", "TABLE people"),
        ("REFERENCES users", "REFERENCES people"),
        (", name varchar NOT NULL", ""),
        ("CREATE TABLE untouched (id integer PRIMARY KEY);", ""),
    ]);
    let wanted = wanted
        .split("CREATE TRIGGER")
        .next()
        .expect("tables")
        .to_owned();
    let nulls = format!("{BLOG} UPDATE posts SET price = NULL WHERE id = 1;");
    let case = Case::new(&nulls, &wanted).await.renaming("users:people");
    let upgrade = case.proposal().await.upgrade;
    let counts = rows_at_stake(&case.live, case.catalogue.schema(), &upgrade).await;
    let counts = counts.expect("counted");
    assert_eq!(counts.values_of("posts", "legacy"), Some(2));
    assert_eq!(counts.values_of("posts", "price"), Some(1));
    assert_eq!(counts.values_of("people", "name"), Some(2));
    assert_eq!(counts.values_of("posts", "content"), None);
    assert_eq!((counts.of("untouched"), counts.of("tags")), (Some(1), None));
}

#[tokio::test]
async fn once_applied_nothing_is_left_to_propose() {
    let wanted = blog(&[
        ("content text NOT NULL", "content text, headline varchar"),
        (" legacy varchar NOT NULL,", ""),
    ]);
    let mut case = Case::new(BLOG, &wanted).await;
    let upgrade = case.proposal().await.upgrade;
    let done = sterna::run::execute(&case.live, &upgrade).await;
    assert_eq!(done.expect("executed").len(), upgrade.len());
    case.catalogue = Catalogue::read(&case.live).await.expect("readable");
    assert_eq!(case.proposal().await.upgrade, []);
}

/// A database with that schema, and rows as far as its constraints take them.
async fn with_rows(schema: &Schema) -> DatabaseConnection {
    let live = database("PRAGMA foreign_keys = OFF;").await;
    for table in &schema.tables {
        let _ = live.execute_unprepared(&create::create_table(table)).await;
        for index in &table.indexes {
            let sql = create::create_index(&table.name, index);
            let _ = live.execute_unprepared(&sql).await;
        }
        let columns = table.columns.iter().filter(|one| one.generated.is_none());
        let columns: Vec<_> = columns.collect();
        let names: Vec<_> = columns
            .iter()
            .map(|column| sterna_dialect::sqlite::quote::identifier(&column.name))
            .collect();
        for value in ["1", "2", "'3'", "'x'", "NULL", "4.5", "x'00'"] {
            let values = vec![value; columns.len()].join(", ");
            let name = sterna_dialect::sqlite::quote::identifier(&table.name);
            let names = names.join(", ");
            let sql = format!("INSERT INTO {name} ({names}) VALUES ({values})");
            let _ = live.execute_unprepared(&sql).await;
        }
    }
    live
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever the rows, a proposal of ours is right: it may be forbidden, never wrong.
    #[test]
    fn no_proposal_fails(from in valid_schema(), to in valid_schema()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let proof = runtime.expect("a runtime").block_on(async {
            let case = Case::of(with_rows(&from).await, {
                let database = with_rows(&to).await;
                Catalogue::read(&database).await.expect("readable").schema().clone()
            }).await;
            let mut case = case;
            let needs = case.proposal().await.needs_backfill;
            case.backfills = needs.iter().map(|need| Backfill {
                column: need.name(),
                value: sterna_schema::Expression::new("1"),
            }).collect();
            case.proved().await
        });
        prop_assert_eq!(proof.failure(), None);
    }
}

/// A copy of what the change is about sees what stands in its way elsewhere.
#[tokio::test]
async fn a_name_that_is_taken_elsewhere_is_found() {
    let live = "CREATE TABLE a (x text); CREATE TABLE b (y text); CREATE INDEX i ON b (y);";
    let case = Case::new(live, "CREATE TABLE a (x text); CREATE INDEX i ON a (x);").await;
    let wanted = &case.desired.schema.tables[0].indexes[0];
    let upgrade = [Operation::AlterTable {
        table: "a".to_owned(),
        alterations: vec![sterna_schema::Alteration::CreateIndex(wanted.clone())],
    }];
    let proof = case.prove(&upgrade, &[]).await;
    let stopped = matches!(proof.failure(), Some(Failure::Stopped { .. }));
    assert!(stopped, "{proof:?}");
}

/// What a change has nothing to do with is not copied, and takes nothing from the proof.
#[tokio::test]
async fn tables_beside_are_left_out_of_the_proof() {
    let beside = "CREATE TABLE b (y text); CREATE INDEX i ON b (missing(y));";
    let live = "CREATE TABLE a (x text); INSERT INTO a VALUES ('x'); CREATE TABLE b (y text);
        CREATE INDEX i ON b (y); PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON b (missing(y))' WHERE name = 'i';";
    let wanted = Catalogue::of_definitions(
        ["CREATE TABLE a (x text, z text)"]
            .into_iter()
            .chain(beside.split_terminator(';').map(str::trim)),
    );
    let case = Case::of(
        database(live).await,
        wanted.expect("readable").schema().clone(),
    )
    .await;
    let proof = case.proved().await;
    assert_eq!((proof.outcome, proof.kept_rows), (Outcome::Proved, 1));
}
