//! The built command on real databases: one folder a scenario.
//!
//! Tests whose names begin with `slow_` build projects of their own with cargo.

#[path = "scenarios/adoption/mod.rs"]
mod adoption;
#[path = "scenarios/alembic/mod.rs"]
mod alembic;
#[cfg(unix)]
#[path = "scenarios/book/mod.rs"]
mod book;
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
#[path = "scenarios/cross_check/mod.rs"]
mod cross_check;
#[cfg(unix)]
#[path = "scenarios/deploy/mod.rs"]
mod deploy;
#[path = "scenarios/init/mod.rs"]
mod init;
#[path = "scenarios/interrupted/mod.rs"]
mod interrupted;
#[path = "scenarios/migrator_trait/mod.rs"]
mod migrator_trait;
#[path = "scenarios/readme/mod.rs"]
mod readme;
#[path = "scenarios/rebuild/mod.rs"]
mod rebuild;
#[cfg(unix)]
#[path = "systems/mod.rs"]
mod systems;
