//! The commands as a whole, on real databases, with what they print.

mod branches;
mod documents;
mod errors;
mod fixture;
mod proving;
mod reading;
mod running;
mod squashing;
mod trying;
mod writing;
