//! What adoption writes, as it is compiled.

pub mod list;
pub mod other_posts;
pub mod other_users;
pub mod posts;
pub mod users;
