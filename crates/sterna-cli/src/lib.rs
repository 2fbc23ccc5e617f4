//! The commands of Sterna, the migration tool for SeaORM.
