//! The conformance cases of the commands, which the repository keeps with those of its other
//! rooms.

#[path = "../../../tests/conformance/cli.rs"]
mod cli;
