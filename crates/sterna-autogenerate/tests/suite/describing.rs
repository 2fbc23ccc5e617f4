//! What a person sees of a difference.

use sterna_autogenerate::{Line, Scope, describe, diff};

use crate::database::schema;

/// The lines as the simplest printer would print them.
async fn lines(from: &str, to: &str) -> Vec<String> {
    let difference = diff(&schema(from).await, &schema(to).await, &Scope::exact());
    let lines = describe(&difference).into_iter().map(|line| match line {
        Line::Heading { sign, subject } => {
            let sign = sign.map_or_else(String::new, |sign| format!("{} ", sign.character()));
            format!("{sign}{subject}")
        }
        Line::Change {
            sign,
            subject,
            detail,
            remark,
        } => {
            let remark = remark.map_or_else(String::new, |remark| format!("  {remark}"));
            format!("  {} {subject}  {detail}{remark}", sign.character())
        }
    });
    lines.collect()
}

#[tokio::test]
async fn a_difference_reads_like_the_change_it_makes() {
    let found = lines(
        "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY, content text NOT NULL, external_id varchar, old integer);
        CREATE TABLE extra (id integer)",
        "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, content text, external_id varchar UNIQUE, headline varchar);
        CREATE TABLE sessions (id uuid_text NOT NULL PRIMARY KEY, post_id integer REFERENCES posts (id) ON DELETE CASCADE,
            kind text DEFAULT 'web', CONSTRAINT known CHECK (kind <> ''));
        CREATE INDEX \"idx-sessions-kind\" ON sessions (kind DESC) WHERE kind > 'a'",
    )
    .await;
    let expected = [
        "posts",
        "  + headline  varchar",
        "  ~ content  text NOT NULL  ->  text",
        "  ~ primary key  (id)  ->  (id) AUTOINCREMENT",
        "  - old  integer",
        "  + unique  (external_id)  new index",
        "+ sessions",
        "  + id  uuid_text NOT NULL",
        "  + post_id  integer",
        "  + kind  text DEFAULT 'web'",
        "  + primary key  (id)",
        "  + foreign key  (post_id) -> posts(id) ON DELETE CASCADE",
        "  + check  known (kind <> '')",
        "  + index  idx-sessions-kind (kind DESC) WHERE kind > 'a'",
        "- extra",
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn no_name_reaches_the_terminal_as_more_than_a_name() {
    let found = lines(
        "",
        "CREATE TABLE \"a\u{1b}[2J\nb\" (\"\u{202e}c\" text DEFAULT 'two\nlines')",
    )
    .await;
    let expected = [
        "+ a\\u{1b}[2J b",
        "  + \\u{202e}c  text DEFAULT 'two lines'",
    ];
    assert_eq!(found, expected);
}
