//! Random pairs of whole schemas on real database files, with rows:
//! `cargo bench --package sterna-autogenerate --bench pairs -- --pairs 10000 --seed 7`.
//!
//! Each pair is compared, proved, upgraded, compared once more and downgraded. The number and the
//! seed are printed; a pair that goes wrong is printed as SQL, with what replays it alone
//! (`--seed 7 --only 1234`), and the command fails.

#![expect(clippy::print_stdout, reason = "its purpose is to print")]

#[path = "../tests/suite/random.rs"]
mod random;
#[path = "../tests/suite/there_and_back.rs"]
mod there_and_back;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use there_and_back::{Ending, Pair};

/// What is tried.
struct Wish {
    seed: u64,
    numbers: Range<u64>,
}

/// How the pairs ended.
#[derive(Default)]
struct Count {
    done: u64,
    one_way: u64,
    refused: u64,
    wrong: u64,
}

fn main() -> ExitCode {
    let wish = wish();
    let started = Instant::now();
    let next = AtomicU64::new(wish.numbers.start);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let counts = thread::scope(|scope| {
        let (wish, next) = (&wish, &next);
        let workers = (0..workers).map(|worker| scope.spawn(move || work(wish, next, worker)));
        let workers: Vec<_> = workers.collect();
        let counts = workers.into_iter().map(|worker| worker.join());
        counts
            .map(|count| count.expect("a worker ends"))
            .fold(Count::default(), Count::and)
    });
    println!(
        "{} pairs, seed {}: {} there and back, {} there (their rows forbid the way back), \
         {} refused for their rows and unchanged, {} wrong; {:.0} s",
        wish.numbers.end - wish.numbers.start,
        wish.seed,
        counts.done,
        counts.one_way,
        counts.refused,
        counts.wrong,
        started.elapsed().as_secs_f64()
    );
    match counts.wrong {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// `--pairs N`, `--seed N`, `--only N`; cargo adds `--bench`.
fn wish() -> Wish {
    let arguments: Vec<_> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        let value = arguments.get(at + 1).and_then(|value| value.parse().ok());
        Some(value.unwrap_or_else(|| panic!("{name} takes a number")))
    };
    let count: u64 = value("--pairs").unwrap_or(1_000);
    let numbers = value("--only").map_or(0..count, |number: u64| number..number + 1);
    Wish {
        seed: value("--seed").unwrap_or(1),
        numbers,
    }
}

/// Takes pairs as long as there are any.
fn work(wish: &Wish, next: &AtomicU64, worker: usize) -> Count {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let path = folder().join(format!("bench{worker}.db"));
    let mut count = Count::default();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= wish.numbers.end {
            return count;
        }
        runtime.block_on(count.add(&Pair::new(wish.seed, number), &path));
    }
}

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pairs");
    fs::create_dir_all(&folder).expect("a folder under the target folder");
    folder
}

impl Count {
    async fn add(&mut self, pair: &Pair, path: &Path) {
        match pair.tried(path, true).await {
            Ok(Ending::Done) => self.done += 1,
            Ok(Ending::DoneOneWay) => self.one_way += 1,
            Ok(Ending::Refused) => self.refused += 1,
            Err(wrong) => {
                self.wrong += 1;
                println!("{wrong}\n{}", pair.told());
            }
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            done: self.done + other.done,
            one_way: self.one_way + other.one_way,
            refused: self.refused + other.refused,
            wrong: self.wrong + other.wrong,
        }
    }
}
