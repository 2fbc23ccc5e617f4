//! Every declaration of a table, from none of it to one form to another, in all directions.

use sterna::declare::*;

use crate::closed_loop::{Declare, every_way, meant, with};
use crate::entities::post::{Column, Rank};
use crate::entities::user;

async fn all_ways(first: Declare, second: Declare) {
    every_way(&[with(|_| {}), with(first), with(second)]).await;
}

#[tokio::test]
async fn an_index_over_columns_with_order_and_collation() {
    all_ways(
        |t| t.index(index("queue").columns([Column::Status, Column::Size])),
        |t| {
            t.index(
                index("queue")
                    .column(Column::Status)
                    .column(column(Column::Title).collate("NOCASE").desc()),
            );
        },
    )
    .await;
}

#[tokio::test]
async fn a_unique_partial_index_over_an_expression() {
    all_ways(
        |t| {
            t.index(
                unique_index("slugs")
                    .column(expression("lower(slug)"))
                    .filter("size > 1"),
            )
        },
        |t| {
            t.index(
                unique_index("slugs")
                    .column(expression("upper(slug)"))
                    .filter("size > 2"),
            )
        },
    )
    .await;
}

#[tokio::test]
async fn an_index_that_the_entity_says_otherwise() {
    all_ways(
        |t| t.index(index("idx-posts-slug").column(column(Column::Slug).desc())),
        |t| t.index(unique_index("idx-posts-slug").column(Column::Slug)),
    )
    .await;
}

#[tokio::test]
async fn checks_with_and_without_a_name() {
    all_ways(
        |t| t.check("length(title) > 0"),
        |t| {
            t.check("length(title) > 0 AND size < 100");
            t.check(check("price >= 0").named("has_price"));
        },
    )
    .await;
}

#[tokio::test]
async fn a_unique_constraint() {
    all_ways(
        |t| t.unique([Column::Title, Column::Slug]),
        |t| t.unique(unique([Column::Title]).on_conflict_replace()),
    )
    .await;
}

#[tokio::test]
async fn a_collation_and_a_default() {
    all_ways(
        |t| {
            t.column(Column::Slug).collate("NOCASE").default_sql("'x'");
        },
        |t| {
            t.column("slug").collate("RTRIM");
            t.column(Column::Title).default_sql("CURRENT_TIMESTAMP");
        },
    )
    .await;
}

#[tokio::test]
async fn a_declared_type() {
    all_ways(
        |t| {
            t.column(Column::Price).declared("NUMERIC(10,2)");
        },
        |t| {
            t.column(Column::Price).declared("UNSIGNED BIG INT");
        },
    )
    .await;
}

#[tokio::test]
async fn a_generated_column() {
    all_ways(
        |t| {
            t.column(Column::Size).generated_virtual("length(title)");
        },
        |t| {
            t.column(Column::Size).generated_stored("length(slug)");
        },
    )
    .await;
}

#[tokio::test]
async fn the_checks_of_enums() {
    all_ways(
        |t| t.enum_checks(),
        |t| {
            t.column(Column::Rank).enum_check::<Rank>();
        },
    )
    .await;
}

#[tokio::test]
async fn a_foreign_key_of_a_relation_and_one_of_none() {
    all_ways(
        |t| {
            t.foreign_key(
                foreign_key([Column::AuthorId])
                    .references(user::Entity, [user::Column::Id])
                    .named("author")
                    .on_delete(SetNull)
                    .deferred(),
            );
        },
        |t| t.foreign_key(foreign_key([Column::EditorId]).references("users", ["id"])),
    )
    .await;
}

#[tokio::test]
async fn the_primary_key() {
    all_ways(
        |t| t.plain_rowid(),
        |t| t.primary_key(primary_key([Column::Id, Column::Slug]).named("key")),
    )
    .await;
}

#[tokio::test]
async fn the_options_of_the_table() {
    all_ways(|t| t.strict(), |t| t.without_rowid()).await;
}

#[tokio::test]
async fn a_strict_table_has_types_that_hold_what_seaorm_writes() {
    let meant = meant(&with(|t| {
        t.strict();
        t.column(Column::Slug).declared("ANY");
    }))
    .await;
    let posts = meant.schema.table("posts").unwrap();
    let declared = |name| posts.column(name).unwrap().declared.text();
    let found = ["id", "title", "slug", "status", "price", "token"].map(declared);
    assert_eq!(found, ["integer", "TEXT", "ANY", "TEXT", "REAL", "BLOB"]);
}

#[tokio::test]
async fn the_checks_of_enums_hold_their_values() {
    let meant = meant(&with(|t| {
        t.enum_checks();
        t.column(Column::Rank).enum_check::<Rank>();
    }))
    .await;
    let posts = meant.schema.table("posts").unwrap();
    let checks: Vec<_> = posts
        .checks
        .iter()
        .map(|check| check.expression.sql())
        .collect();
    assert_eq!(
        checks,
        [
            "\"status\" IN ('draft', 'posted', 'it''s gone')",
            "\"rank\" IN (-1, 7)"
        ]
    );
}
