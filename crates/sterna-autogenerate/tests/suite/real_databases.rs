//! A few random pairs of real databases; `cargo bench --package sterna-autogenerate --bench pairs`
//! tries as many as one likes.

use std::fs;
use std::path::PathBuf;

use crate::there_and_back::{Ending, Pair};

const SEED: u64 = 1;
const PAIRS: u64 = 100;

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pairs");
    fs::create_dir_all(&folder).expect("a folder under the target folder");
    folder
}

async fn endings(name: &str, with_rows: bool) -> Vec<Ending> {
    let mut endings = Vec::new();
    for number in 0..PAIRS {
        let pair = Pair::new(SEED, number);
        let tried = pair.tried(&folder().join(name), with_rows).await;
        endings.push(tried.unwrap_or_else(|wrong| panic!("{wrong}\n{}", pair.told())));
    }
    endings
}

#[tokio::test]
async fn empty_databases_are_led_there_and_back() {
    let endings = endings("empty.db", false).await;
    assert!(endings.iter().all(|ending| *ending == Ending::Done));
}

#[tokio::test]
async fn rows_are_kept_or_the_change_is_refused() {
    let endings = endings("rows.db", true).await;
    let refused = endings.iter().filter(|one| **one == Ending::Refused);
    let refused = refused.count();
    assert!(refused < endings.len() / 2, "{refused} refused");
}
