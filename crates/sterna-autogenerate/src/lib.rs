//! Finds what SeaORM entities changed and writes Sterna's revision modules.
