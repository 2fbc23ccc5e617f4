//! What is declared beside entities: found when it comes, changes or goes, and else nothing.

mod adopted;
mod adoption;
mod closed_loop;
mod entities;
mod objects;
mod refused;
mod renames;
mod revised;
mod revision;
mod tables;
