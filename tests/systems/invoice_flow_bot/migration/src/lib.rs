//! The revisions of this project, one module each in `src/versions`.

sterna::include_revisions!();
