//! A backup as a line, a restored database as two.

use super::super::{ASIDE, Cell, HEADING, aligned, escape, painted};
use super::run::{heads, time};
use crate::report::{BackedUp, Restored};

/// `backups/content.20261121T101502Z.9c41d0be3f2a.db  2.1 MB  12 ms`
pub fn text(backup: &BackedUp) -> String {
    let mut text = aligned(0, &[cells(backup)]);
    for path in &backup.removed {
        text.push_str(&format!("{} {}\n", painted(ASIDE, "deleted"), escape(path)));
    }
    text
}

pub fn cells(backup: &BackedUp) -> Vec<Cell> {
    vec![
        Cell::styled(HEADING, escape(&backup.path)),
        Cell::plain(size(backup.bytes)),
        Cell::plain(time(backup.milliseconds)),
    ]
}

/// The path alone, for a script.
pub fn path(backup: &BackedUp) -> String {
    format!("{}\n", escape(&backup.path))
}

pub fn restored(restored: &Restored) -> String {
    let database = escape(&restored.database);
    let copy = escape(&restored.copy);
    let at = heads(&restored.heads, restored.at_head);
    let mut text = format!("{database} is at {at}, as in {copy}\n");
    if let Some(path) = &restored.replaced {
        text.push_str(&format!("the replaced file is {}\n", escape(path)));
    }
    text
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
