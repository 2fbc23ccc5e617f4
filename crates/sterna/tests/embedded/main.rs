//! The embedded runner on real SQLite databases.

mod applying;
mod building;
mod concurrency;
mod data;
mod dependencies;
mod foreseeing;
mod history;
mod speed;
mod support;
mod taking_over;
mod transactions;
