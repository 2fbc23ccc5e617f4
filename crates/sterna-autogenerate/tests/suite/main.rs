//! The tests of what goes in and out of the crate.

mod case;
mod compiled;
mod database;
mod describing;
mod detection;
mod entities;
mod in_the_way;
mod laws;
mod loaded;
mod pairs;
mod proving;
mod random;
mod real_databases;
mod revisions;
mod there_and_back;
