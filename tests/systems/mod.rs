//! Systems that use Sterna: workspaces of their own, and the walk through each one's guide.

#[path = "content_engine/scenario.rs"]
mod content_engine;
#[path = "invoice_flow_bot/scenario.rs"]
mod invoice_flow_bot;
#[path = "invoice_handler/scenario.rs"]
mod invoice_handler;
mod listening;
#[path = "two_heads/scenario.rs"]
mod two_heads;
#[path = "voice2text_bot/scenario.rs"]
mod voice2text_bot;

use std::process::Command;

use tests::file;

/// They are no members of this repository's workspace, whose check does not see them.
#[test]
fn their_sources_are_formatted() {
    for entry in std::fs::read_dir(file("systems")).expect("the systems") {
        let folder = entry.expect("an entry").path();
        if !folder.join("app/Cargo.toml").exists() {
            continue;
        }
        let mut command = Command::new(env!("CARGO"));
        let output = command
            .args(["fmt", "--check"])
            .current_dir(&folder)
            .output();
        let output = output.expect("cargo starts");
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}\n{shown}", folder.display());
    }
}
