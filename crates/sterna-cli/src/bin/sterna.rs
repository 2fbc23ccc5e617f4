//! `sterna init`: makes a workspace a project that Sterna works for. From then on it is
//! `cargo db`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sterna_cli::standalone()
}
