//! The revisions of ContentEngine, one module each in `src/versions`.

sterna::include_revisions!();
