//! The embedded runner on real SQLite databases.

mod applying;
mod building;
mod concurrency;
mod data;
mod dependencies;
mod foreseeing;
mod history;
mod migrator;
mod older;
mod progress;
mod speed;
mod support;
mod taking_over;
mod together;
mod transactions;
