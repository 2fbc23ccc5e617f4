//! The built command on real databases: one folder a scenario.
//!
//! Tests whose names begin with `slow_` build projects of their own with cargo.

#[path = "scenarios/chinook/mod.rs"]
mod chinook;
#[path = "conformance/autogen.rs"]
mod conformance_autogen;
#[path = "conformance/cli.rs"]
mod conformance_cli;
#[path = "conformance/graph.rs"]
mod conformance_graph;
#[path = "scenarios/content_engine/mod.rs"]
mod content_engine;
#[path = "scenarios/interrupted/mod.rs"]
mod interrupted;
#[path = "scenarios/readme/mod.rs"]
mod readme;
#[path = "scenarios/rebuild/mod.rs"]
mod rebuild;
