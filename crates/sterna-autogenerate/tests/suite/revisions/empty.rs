//! by hand
//!
//! Revision: 9c41d0be3f2a
//! Revises:  1f0a3c5d7e92
//! Created:  2026-11-20T08:12:33Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "9c41d0be3f2a",
    revises: &["1f0a3c5d7e92"],
    message: "by hand",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(_op: &mut Operations) {}

fn downgrade(_op: &mut Operations) {}
