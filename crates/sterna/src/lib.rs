//! Migrations for SeaORM whose source of truth is the entities: the embedded runner.
