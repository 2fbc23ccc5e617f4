//! Sterna's main job on embedded SQLite, shown: `cargo run --quiet --package tests --bin tour`.
//!
//! The reference application is copied to `target/scenarios/projects/tour`; two of its columns are
//! edited and one is added; every command that follows is built and run for real.

#![expect(clippy::print_stdout, reason = "its purpose is to print")]

fn main() {
    println!("building the reference application; the first time takes a minute or two\n");
    tests::tour::walk(|step| println!("{}\n{}", step.what, step.shown));
}
