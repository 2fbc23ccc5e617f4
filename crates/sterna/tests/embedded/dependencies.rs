//! What an application takes on with the embedded runner.

use std::collections::BTreeSet;
use std::process::Command;

fn tree(package: &str) -> BTreeSet<String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap())
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args(["--package", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_runner_adds_at_most_ten_crates_to_sea_orm_migration() {
    let (runner, beside) = (tree("sterna"), tree("sea-orm-migration"));
    let added: Vec<_> = runner.difference(&beside).collect();
    assert!(added.len() <= 10, "{added:?}");
}

#[test]
fn the_runner_knows_neither_the_command_line_nor_the_differ() {
    let runner = tree("sterna");
    for absent in [
        "clap",
        "similar",
        "sterna-autogenerate",
        "sterna-cli",
        "sterna-build",
        "toml",
    ] {
        assert!(!runner.contains(absent), "{absent}");
    }
}
