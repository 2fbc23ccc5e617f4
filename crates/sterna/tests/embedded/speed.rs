//! Growth that must not be there, in numbers that a slow machine still meets.

use std::time::{Duration, Instant};

use sterna::prelude::*;
use sterna::{Revisions, Source};

use crate::support::*;

fn create(op: &mut Operations) {
    // The builders do not know which revision they are for, so the table's name comes from a
    // count.
    let number = COUNT.with(|count| count.replace(count.get() + 1));
    op.create_table(
        table(format!("table_{number}"))
            .column(pk_auto("id"))
            .column(string("name"))
            .column(text_null("note"))
            .column(timestamp("created_at"))
            .index(index(format!("idx-{number}")).column("name")),
    );
}

thread_local! {
    static COUNT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn thousand() -> Revisions {
    let mut sources: Vec<Source> = Vec::new();
    for number in 0..1_000 {
        let id: &'static str = format!("{number:012x}").leak();
        let revises: &'static [&'static str] = match sources.last() {
            Some(last) => vec![last.revision.id].leak(),
            None => &[],
        };
        sources.push(source(
            Revision {
                id,
                revises,
                ..revision("", create, nothing)
            },
            "1:aa",
        ));
    }
    Revisions::new(sources.leak())
}

#[tokio::test]
async fn a_thousand_revisions_take_seconds_and_nothing_to_do_takes_milliseconds() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = thousand();
    let started = Instant::now();
    revisions.upgrade(&db, "head").await.unwrap();
    let upgrade = started.elapsed();
    let started = Instant::now();
    assert!(revisions.upgrade(&db, "head").await.unwrap().is_empty());
    let nothing = started.elapsed();
    if std::env::var_os("STERNA_SHOW_TIMES").is_some() {
        #[expect(clippy::print_stderr, reason = "asked for")]
        {
            eprintln!("1,000 revisions: {upgrade:?}; nothing to do: {nothing:?}");
        }
    }
    assert!(upgrade < Duration::from_secs(30), "{upgrade:?}");
    assert!(nothing < Duration::from_secs(2), "{nothing:?}");
}
