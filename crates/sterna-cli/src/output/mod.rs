//! Everything that a person or a script sees: the edge that prints, and the only one.

mod columns;
mod errors;
mod escape;
mod json;
mod printer;
mod progress;
mod style;
mod text;
mod unified;

pub use columns::{Cell, WIDEST, aligned};
pub use errors::texts as error_texts;
pub use escape::{escape, escape_lines};
pub use printer::{Printer, Standard, is_interactive};
pub use progress::Progress;
pub use style::{ADDED, ASIDE, CHANGED, HEADING, REMOVED, painted};
pub use unified::{coloured, unified};
