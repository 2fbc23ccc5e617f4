//! How Sterna reads, plans and alters each database.
