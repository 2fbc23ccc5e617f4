//! The commands as a whole, on real databases, with what they print.

mod adopting;
mod branches;
mod deploying;
mod documents;
mod errors;
mod fixture;
mod keeping;
mod pages;
mod proving;
mod reading;
mod running;
mod squashing;
mod trying;
mod writing;
