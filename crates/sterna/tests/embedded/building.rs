//! What the builders of a revision file make.

use sea_orm_migration::prelude as pasted;
use sterna::operations::Step;
use sterna::prelude::*;
use sterna::schema::{
    Action, Alteration, Conversion, Deferral, Dropped, Expression, IndexColumn, IndexKey,
    Operation, Table as Noun,
};

use crate::support::*;

fn build(fill: impl FnOnce(&mut Operations)) -> Vec<Operation> {
    let mut operations = Operations::default();
    fill(&mut operations);
    let only = |step| match step {
        Step::Operation(operation) => operation,
        other => panic!("{other:?}"),
    };
    operations.into_steps().into_iter().map(only).collect()
}

fn problem(fill: impl FnOnce(&mut Operations)) -> String {
    let mut operations = Operations::default();
    fill(&mut operations);
    match &operations.steps()[0] {
        Step::Invalid { what, error } => format!("{what}: {error}"),
        other => panic!("{other:?}"),
    }
}

fn created(fill: impl FnOnce(&mut Operations)) -> Noun {
    match build(fill).remove(0) {
        Operation::CreateTable(table) => table,
        other => panic!("{other:?}"),
    }
}

fn alterations(change: impl FnOnce(&mut AlterTable)) -> Vec<Alteration> {
    match build(|op| op.alter_table("posts", change)).remove(0) {
        Operation::AlterTable { table, alterations } => {
            assert_eq!(table, "posts");
            alterations
        }
        other => panic!("{other:?}"),
    }
}

/// Every builder that the guide shows, as a revision file has it.
fn everything(op: &mut Operations) {
    op.create_table(
        table("sessions")
            .column(uuid("id"))
            .column(integer("user_id"))
            .column(timestamp_with_time_zone("expires_at"))
            .column(string("label").collate("NOCASE").default_sql("'none'"))
            .column(integer_null("twice").generated_virtual("user_id * 2"))
            .primary_key(["id"])
            .foreign_key(
                foreign_key(["user_id"])
                    .references("users", ["id"])
                    .on_delete(Cascade),
            )
            .unique(["user_id", "label"])
            .check("expires_at > 0")
            .named_check("positive", "user_id > 0")
            .index(index("idx-sessions-expires_at").column("expires_at"))
            .index(
                unique_index("idx-sessions-lower")
                    .column(expression("lower(label)").desc())
                    .filter("user_id > 1"),
            ),
    );
    op.alter_table("posts", |t| {
        t.add_column(string_null("headline"));
        t.add_column(string("slug")).backfill("lower(title)");
        t.alter_column(text("content"), text_null("content"));
        t.alter_column(text("price"), integer("price"))
            .using("CAST(price AS INTEGER)");
        t.rename_column("title", "subject");
        t.drop_column("legacy");
        t.create_index(unique_index("idx-posts-external_id").column("external_id"));
        t.drop_index("idx-posts-status");
        t.add_unique(unique(["subject", "slug"]).named("one"));
        t.add_check(check("price >= 0").named("positive_price"));
        t.add_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(SetNull),
        );
    });
    op.drop_table("extra");
    op.rename_table("old_kinds", "kinds");
    op.create_view("CREATE VIEW recent_posts AS SELECT id, subject FROM posts");
    op.create_trigger("CREATE TRIGGER touch AFTER UPDATE ON posts BEGIN SELECT 1; END");
    op.execute("UPDATE posts SET slug = lower(headline) WHERE headline IS NOT NULL");
    op.bulk_insert(
        "kinds",
        ["id", "name"],
        [[1.into(), "draft".into()], [2.into(), "sent".into()]],
    );
    op.run(async |db| {
        db.execute_unprepared("UPDATE kinds SET name = upper(name)")
            .await
            .map(|_| ())
    });
}

#[tokio::test]
async fn everything_that_the_guide_shows_runs() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    run(
        &db,
        "CREATE TABLE users (id INTEGER PRIMARY KEY); INSERT INTO users VALUES (7);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, content text NOT NULL, price text NOT NULL,
             legacy TEXT, external_id TEXT, status TEXT, user_id INTEGER);
         CREATE INDEX \"idx-posts-status\" ON posts (status);
         INSERT INTO posts VALUES (1, 'One', 'c', '12', 'x', 'e', 's', 7);
         CREATE TABLE extra (id INTEGER); CREATE TABLE old_kinds (id INTEGER, name TEXT)",
    )
    .await;
    project(&[revision("all", everything, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap();
    let columns = rows(&db, "SELECT name FROM pragma_table_info('posts')").await;
    let wanted = [
        "id",
        "subject",
        "content",
        "price",
        "external_id",
        "status",
        "user_id",
        "headline",
        "slug",
    ];
    assert_eq!(columns, wanted);
    assert_eq!(
        rows(
            &db,
            "SELECT slug || ' ' || typeof(price) || ' ' || user_id FROM posts"
        )
        .await,
        ["one integer 7"]
    );
    assert_eq!(rows(&db, "SELECT name FROM kinds").await, ["DRAFT", "SENT"]);
    assert_eq!(rows(&db, "SELECT subject FROM recent_posts").await, ["One"]);
    run(
        &db,
        "INSERT INTO sessions (id, user_id, expires_at) VALUES ('a', 7, 1)",
    )
    .await;
    assert_eq!(
        rows(
            &db,
            "SELECT label || twice FROM sessions WHERE label = 'NONE'"
        )
        .await,
        ["none14"]
    );
    let left =
        "SELECT name FROM sqlite_schema WHERE name IN ('extra', 'old_kinds', 'idx-posts-status')";
    assert!(rows(&db, left).await.is_empty());
}

#[test]
fn a_table_keeps_all_that_is_said_of_it() {
    let table = created(|op| {
        op.create_table(
            table("t")
                .column(pk_auto("id"))
                .column(string_uniq("email"))
                .column(integer("user_id").extra("REFERENCES users (id) ON DELETE CASCADE"))
                .column(custom("price", "NVARCHAR(160)"))
                .foreign_key(
                    foreign_key(["a", "b"])
                        .references("p", ["x", "y"])
                        .on_update(Restrict)
                        .deferred()
                        .named("fk"),
                )
                .unique(unique(["a", "b"]).named("pair").on_conflict_ignore())
                .without_rowid()
                .strict(),
        );
    });
    let key = table.primary_key.unwrap();
    assert!(key.autoincrement && key.columns == [IndexColumn::column("id")]);
    assert_eq!(table.uniques.len(), 2);
    assert_eq!(table.uniques[1].name.as_deref(), Some("pair"));
    assert_eq!(table.foreign_keys[0].on_delete, Action::Cascade);
    let named = &table.foreign_keys[1];
    assert_eq!(
        (named.on_update, named.deferral, named.name.as_deref()),
        (Action::Restrict, Deferral::Deferred, Some("fk"))
    );
    assert_eq!(table.columns[3].declared.text(), "NVARCHAR(160)");
    assert_eq!(
        table.columns[1].declared.sea,
        Some(ColumnType::string(None))
    );
    assert!(table.options.strict && table.options.without_rowid);
}

#[test]
fn statements_of_a_hand_written_migration_are_taken() {
    #[derive(pasted::DeriveIden)]
    enum Posts {
        Table,
        Id,
        Title,
    }
    let theirs = created(|op| {
        op.create_table(
            pasted::Table::create()
                .table(Posts::Table)
                .if_not_exists()
                .col(pk_auto(Posts::Id))
                .col(pasted::ColumnDef::new(Posts::Title).string().not_null())
                .foreign_key(
                    pasted::ForeignKey::create()
                        .name("fk")
                        .from(Posts::Table, Posts::Title)
                        .to("titles", "title")
                        .on_delete(pasted::ForeignKeyAction::Cascade),
                )
                .to_owned(),
        );
    });
    let ours = created(|op| {
        op.create_table(
            table("posts")
                .column(pk_auto("id"))
                .column(string("title"))
                .foreign_key(
                    foreign_key(["title"])
                        .references("titles", ["title"])
                        .on_delete(Cascade),
                ),
        );
    });
    assert_eq!(theirs, ours);

    let theirs = build(|op| {
        op.create_index(
            pasted::Index::create()
                .unique()
                .name("idx")
                .table(Posts::Table)
                .col((Posts::Title, pasted::IndexOrder::Desc))
                .col(Posts::Id),
        );
        op.drop_table(pasted::Table::drop().table(Posts::Table).if_exists());
        op.drop_table(Posts::Table);
        op.rename_table(Posts::Table, "articles");
        op.execute(pasted::Query::delete().from_table(Posts::Table));
    });
    let ours = build(|op| {
        op.create_index(
            unique_index("idx")
                .table("posts")
                .column(column("title").desc())
                .column("id"),
        );
        op.drop_table("posts");
        op.drop_table("posts");
        op.rename_table("posts", "articles");
        op.execute("DELETE FROM \"posts\"");
    });
    assert_eq!(theirs, ours);
}

#[test]
fn an_alteration_says_what_it_is() {
    let made = alterations(|t| {
        t.add_column(string_uniq("email")).backfill("''");
        t.drop_column("legacy").backfill("'gone'");
        t.set_primary_key(["a"], primary_key(["a", "b"]).named("pk"));
        t.drop_unique_named("pair");
        t.drop_check("a > 0");
        t.set_options(
            TableOptions::default(),
            TableOptions {
                strict: true,
                ..TableOptions::default()
            },
        );
    });
    assert!(
        matches!(&made[0], Alteration::AddColumn { column, backfill: Some(_) } if column.name == "email")
    );
    assert!(
        matches!(&made[1], Alteration::AddUnique(unique) if unique.columns[0].name() == Some("email"))
    );
    let backfill = Some(Expression::new("'gone'"));
    assert_eq!(
        made[2],
        Alteration::DropColumn {
            column: Dropped::Named("legacy".to_owned()),
            backfill
        }
    );
    assert!(
        matches!(&made[3], Alteration::SetPrimaryKey { from: Some(from), to: Some(to) } if from.columns.len() == 1 && to.columns.len() == 2)
    );
    assert_eq!(
        made[4],
        Alteration::DropUnique(Dropped::Named("pair".to_owned()))
    );
    assert!(matches!(&made[5], Alteration::DropCheck(Dropped::Known(_))));
    assert!(matches!(&made[6], Alteration::SetOptions { to, .. } if to.strict));
}

#[test]
fn an_altered_column_takes_its_inline_constraints_along() {
    let same = alterations(|t| {
        t.alter_column(string_uniq("email"), text_uniq("email"));
    });
    assert_eq!(same.len(), 1);
    let made = alterations(|t| {
        t.alter_column(string("email"), string_uniq("email"));
        t.alter_column(string_uniq("name"), string("name"))
            .backfill("''")
            .using("trim(name)");
    });
    assert!(matches!(made[1], Alteration::AddUnique(_)));
    let Alteration::AlterColumn {
        convert, restore, ..
    } = &made[2]
    else {
        panic!("{made:?}")
    };
    assert_eq!(*restore, Conversion::default());
    assert!(convert.backfill.is_some() && convert.using.is_some());
    assert!(matches!(made[3], Alteration::DropUnique(Dropped::Known(_))));
}

#[test]
fn terms_of_an_index_keep_order_collation_and_expression() {
    let made = build(|op| {
        op.create_index(
            index("idx")
                .table("posts")
                .column(column("title").collate("NOCASE").desc())
                .column(expression("a || b")),
        );
    });
    let Operation::AlterTable { alterations, .. } = &made[0] else {
        panic!("{made:?}")
    };
    let Alteration::CreateIndex(index) = &alterations[0] else {
        panic!("{made:?}")
    };
    let first = &index.columns[0];
    assert_eq!(
        (first.collation.as_deref(), first.descending),
        (Some("NOCASE"), true)
    );
    assert!(matches!(&index.columns[1].key, IndexKey::Expression(_)));
}

#[test]
fn what_makes_no_sense_is_said_and_never_a_panic() {
    let said = problem(|op| op.create_table(table("t").column(year("since"))));
    assert!(
        said.contains("\"since\" has the type Year, which SQLite cannot declare"),
        "{said}"
    );
    let said = problem(|op| op.create_table(table("t")));
    assert!(said.contains("has no column"), "{said}");
    let said = problem(|op| op.create_table(table("t").column(pk_auto("id")).primary_key(["a"])));
    assert!(said.contains("two primary keys"), "{said}");
    let said = problem(|op| {
        op.create_table(
            table("t")
                .column(pk_auto("id"))
                .index(index("i").table("u").column("id")),
        )
    });
    assert!(said.contains("of table \"u\""), "{said}");
    let said = problem(|op| {
        op.create_table(
            table("t")
                .column(pk_auto("id"))
                .foreign_key(foreign_key(["a"])),
        )
    });
    assert!(said.contains("references"), "{said}");
    let said = problem(|op| op.create_index(index("i").table("t")));
    assert!(said.contains("has no column"), "{said}");
    let said = problem(|op| {
        op.alter_table("t", |t| {
            t.alter_column(text("a"), text("b"));
        });
    });
    assert!(said.contains("rename_column"), "{said}");
    let said = problem(|op| op.create_view("SELECT 1"));
    assert!(said.starts_with("create view: "), "{said}");
    let said = problem(|op| op.bulk_insert("t", ["a", "b"], [[1.into()]]));
    assert!(said.contains("row 1 has 1 values for 2 columns"), "{said}");
    let said = problem(|op| op.drop_table(pasted::Table::drop().table("a").table("b")));
    assert!(said.contains("one table"), "{said}");
}

#[test]
fn a_panic_of_sea_query_becomes_a_problem() {
    let said = problem(|op| {
        op.create_index(
            pasted::Index::create()
                .name("i")
                .table(("other", "t"))
                .col("a"),
        )
    });
    assert!(
        said.contains("sea_query cannot write it for SQLite"),
        "{said}"
    );
}

#[test]
fn names_do_not_break_out() {
    let hostile = "a\" (x); DROP TABLE users; --";
    let table = created(|op| {
        op.create_table(
            table(hostile)
                .column(string(hostile))
                .index(index(hostile).column(hostile)),
        )
    });
    assert_eq!(
        (table.name.as_str(), table.columns[0].name.as_str()),
        (hostile, hostile)
    );
    let said =
        problem(|op| op.create_index(pasted::Index::create().name(hostile).table("t").col("a")));
    assert!(said.starts_with("create index: "), "{said}");
    let said = problem(|op| op.create_table(self::table("t").column(custom("a", "TEXT, b TEXT"))));
    assert!(said.contains("cannot declare"), "{said}");
}

#[tokio::test]
async fn hostile_names_arrive_in_the_database_as_they_are() {
    fn hostile(op: &mut Operations) {
        let name = "a\" (x); DROP TABLE users; --\n'";
        op.create_table(
            table(name)
                .column(pk_auto("id"))
                .column(string_null(name))
                .index(index(format!("i{name}")).column(name)),
        );
        op.alter_table(name, |t| {
            t.add_column(string_null("more"));
            t.rename_column(name, "b\"");
        });
        op.bulk_insert(name, ["b\""], [["'; DROP TABLE users; --".into()]]);
    }
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    run(&db, "CREATE TABLE users (id INTEGER)").await;
    project(&[revision("hostile", hostile, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap();
    assert_eq!(
        tables(&db).await,
        ["a\" (x); DROP TABLE users; --\n'", "users"]
    );
}

#[test]
fn the_summary_of_code_names_its_function() {
    let mut operations = Operations::default();
    everything(&mut operations);
    let summary = operations.steps().last().unwrap().summary();
    assert_eq!(summary, "run code of embedded::building::everything");
}
