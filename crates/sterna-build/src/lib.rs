//! Collects Sterna's revision modules at build time.
