//! Backups, restores and waiting, on real files.

mod backing_up;
mod restoring;
mod support;
mod waiting;
