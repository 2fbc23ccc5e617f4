//! What adoption writes, as it is compiled.

pub mod first;
pub mod other;
