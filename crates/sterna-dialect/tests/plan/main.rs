//! Plans for SQLite, made and carried out on real databases.

mod chinook;
mod database;
mod figures;
mod hostile;
mod in_place;
mod native;
mod newer;
mod odd;
mod page;
mod property;
mod rebuild;
mod rows;
mod script;
mod values;
mod with_column;
