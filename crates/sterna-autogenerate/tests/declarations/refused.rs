//! Declarations that make no sense: what is said names the table and the column.

use std::error::Error;

use sterna::Metadata;
use sterna::declare::*;
use sterna_autogenerate::{desired, desired_beside};
use sterna_dialect::sqlite::parse;

use crate::closed_loop::{Declare, with};
use crate::entities::post::{Column, Rank};

/// The error with its causes.
async fn said(metadata: &Metadata) -> String {
    let error = desired(metadata).await.expect_err("it is refused");
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn columns_that_the_entity_lacks() {
    let cases: [(Declare, &str); 7] = [
        (
            |t| t.index(index("i").column("titel")),
            "index \"i\" of table \"posts\" names column \"titel\"",
        ),
        (|t| t.unique(["nothing"]), "names column \"nothing\""),
        (|t| t.primary_key(["nothing"]), "the primary key of table"),
        (
            |t| {
                t.column("nothing").collate("NOCASE").enum_check::<Rank>();
            },
            "the declaration of table \"posts\" names column \"nothing\"",
        ),
        (
            |t| t.foreign_key(foreign_key(["nothing"]).references("users", ["id"])),
            "the foreign key to \"users\" of table \"posts\" names column \"nothing\"",
        ),
        (
            |t| t.foreign_key(foreign_key([Column::EditorId]).references("users", ["uid"])),
            "names column \"uid\", which entity declarations::entities::user does not have",
        ),
        (
            |t| {
                t.column("nothing").formerly("x").declared("TEXT");
            },
            "names column \"nothing\"",
        ),
    ];
    for (declare, expected) in cases {
        let said = said(&with(declare)).await;
        assert!(said.contains(expected), "{said}");
    }
}

#[tokio::test]
async fn sql_that_makes_nothing() {
    let cases: [(Declare, &str); 8] = [
        (|t| t.check("titel > 0"), "the table \"posts\" of entity"),
        (|t| t.check("title >"), "the table of table \"posts\""),
        (
            |t| t.check("1), CHECK (2"),
            "does not read as it was written",
        ),
        (
            |t| {
                t.column(Column::Price).declared("TEXT, evil TEXT");
            },
            "does not read as it was written",
        ),
        (
            |t| t.index(index("i").column(expression("lower(titel)"))),
            "SQLite refuses index \"i\" of entity",
        ),
        (
            |t| t.index(index("i").column("title").table("others")),
            "it is of table \"others\"",
        ),
        (|t| t.index(index("i")), "has no column"),
        (
            |t| {
                t.column(Column::Size).generated_stored("titel");
            },
            "the table \"posts\" of entity",
        ),
    ];
    for (declare, expected) in cases {
        let said = said(&with(declare)).await;
        assert!(said.contains(expected), "{said}");
    }
}

#[tokio::test]
async fn what_is_not_there_cannot_be_left_out() {
    let twice: Declare = |t| {
        t.plain_rowid();
        t.plain_rowid();
    };
    assert!(said(&with(twice)).await.contains("is no AUTOINCREMENT key"));
    let metadata = Metadata::new()
        .entity_with(crate::entities::user::Entity, |t| t.enum_checks())
        .entity(crate::entities::post::Entity);
    assert!(
        said(&metadata)
            .await
            .contains("table \"users\" has no column of a string enum")
    );
}

#[tokio::test]
async fn views_and_triggers_that_name_what_is_not_there() {
    let plain = || with(|_| {});
    let cases = [
        (
            plain().view("v", "SELECT titel FROM posts"),
            "no such column",
        ),
        (plain().view("v", "SELECT"), "view \"v\""),
        (plain().view_statement("SELECT 1"), "makes no view"),
        (plain().trigger("CREATE TABLE t (a)"), "makes no trigger"),
        (
            plain().trigger(
                "CREATE TRIGGER t AFTER INSERT ON posts BEGIN UPDATE posts SET titel = 1; END",
            ),
            "no such column",
        ),
        (
            plain().trigger("CREATE TRIGGER t AFTER INSERT ON others BEGIN SELECT 1; END"),
            "SQLite refuses trigger \"t\"",
        ),
    ];
    for (metadata, expected) in cases {
        let said = said(&metadata).await;
        assert!(said.contains(expected), "{said}");
    }
}

/// A table that the database holds just so needs no second opinion; any other gets one.
#[tokio::test]
async fn what_a_database_took_already_is_not_tried_again() {
    let calls: Declare = |t| t.check("of_the_application(title)");
    let metadata = with(calls);
    assert!(said(&metadata).await.contains("the table \"posts\""));

    let plain = desired(&with(|_| {})).await.unwrap().schema;
    let refused = desired_beside(&metadata, &plain).await.unwrap_err();
    assert!(refused.to_string().contains("the table \"posts\""));

    let mut there = plain;
    let posts = there.table_mut("posts").unwrap();
    let checked = "CREATE TABLE t (title, CHECK (of_the_application(title)))";
    posts.checks = parse::table(checked).unwrap().checks;
    let meant = desired_beside(&metadata, &there).await.unwrap();
    assert_eq!(meant.schema.table("posts").unwrap().checks.len(), 1);
}

/// Each table is as the database has it, but two of their indexes bear one name.
#[tokio::test]
async fn names_that_clash_are_refused_whatever_is_there() {
    let twice = || {
        let metadata = Metadata::new().entity_with(crate::entities::user::Entity, |t| {
            t.index(index("same").column("email"));
        });
        metadata.entity_with(crate::entities::post::Entity, |t| {
            t.index(index("same").column("title"));
        })
    };
    let mut there = desired(&with(|t| t.index(index("same").column("title"))))
        .await
        .unwrap()
        .schema;
    let mut copy = there.table("posts").unwrap().index("same").unwrap().clone();
    copy.columns = vec![sterna_schema::IndexColumn::column("email")];
    there.table_mut("users").unwrap().indexes.push(copy);
    there.sort();
    let refused = desired_beside(&twice(), &there).await.unwrap_err();
    assert!(refused.to_string().contains("index \"same\""), "{refused}");
}
