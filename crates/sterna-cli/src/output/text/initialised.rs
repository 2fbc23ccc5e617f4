//! What `init` wrote: a line a file.

use super::super::{ADDED, CHANGED, escape, painted};
use crate::report::Initialised;

pub fn text(done: &Initialised) -> String {
    let written = done.written.iter().map(|path| (painted(ADDED, '+'), path));
    let edited = done.edited.iter().map(|path| (painted(CHANGED, '~'), path));
    let line = |(sign, path): (String, &String)| format!("{sign} {}\n", escape(path));
    written.chain(edited).map(line).collect()
}
