//! The revision files that the scenario generates, compiles and runs.

pub mod artists_have_a_country;
pub mod artists_have_names;
pub mod longer_titles;
pub mod no_more_fax;
pub mod one_title_per_artist;
pub mod reviews_of_albums;
