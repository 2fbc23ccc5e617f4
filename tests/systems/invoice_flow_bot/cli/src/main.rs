//! `cargo db`: joins the entities and the revisions of this project with Sterna's commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    sterna_cli::run(entity::metadata(), migration::revisions())
}
