//! The commands as a whole, on real databases, with what they print.

mod documents;
mod errors;
mod fixture;
mod reading;
mod running;
mod writing;
