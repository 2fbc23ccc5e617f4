//! The loop of a case: a folder of `tests/cases` with a database, entities, and the revision that
//! leads from the one to the other.
//!
//! | file | |
//! |---|---|
//! | `database.sql` | what the history made, with rows; the first revision of the case runs it |
//! | `others.sql` | what others made in the same database, if there is such a thing |
//! | `entities.rs` | the entities, with what is declared beside them; its `metadata()` lists them |
//! | `sterna.toml` | settings, where the case needs some |
//! | `arguments.txt` | further arguments of `revision --autogenerate`, one a line |
//! | `expected.rs` | the revision that is generated, which is the module that then runs; absent where nothing differs |
//! | `said.txt` | what the command says, to the byte |
//!
//! `BLESS=1` writes the last two. What must stay absent: any way past the commands of a project.
//! Only what is there is looked at with SQLite's own pragmas, past all that Sterna reads.

mod facts;
mod place;
mod stays;

use sterna::{Metadata, Operations, Revision};
use tests::expect_file;

use place::Place;
use stays::Stays;

/// One folder.
pub struct Case {
    /// Its name, which is the message of the revision.
    pub name: &'static str,
    /// The entities, with those of all other cases excepted.
    pub metadata: fn() -> Metadata,
    /// Runs `database.sql`.
    pub database: fn(&mut Operations),
    /// The text of `said.txt`.
    pub said: &'static str,
}

/// The revision of a case: its text, and the same file as this test compiled it.
pub struct Expected {
    /// The text of `expected.rs`.
    pub text: &'static str,
    /// What it is to the compiler.
    pub revision: &'static Revision,
}

/// Generates, compares, upgrades, finds nothing, goes back, and upgrades for good.
pub fn finds(case: &Case, expected: &Expected) {
    let mut place = Place::new(case);
    place.says(["check"], 1);
    let before = place.facts();
    let said = place.generates();
    expect_file(&place.file("said.txt"), &said, case.said);
    let text = place.newest_revision();
    expect_file(&place.file("expected.rs"), &text, expected.text);
    if text != expected.text {
        return; // It was blessed; the module that was compiled is the old one.
    }

    place.adds(expected.revision);
    place.says(["upgrade", "head"], 0);
    let after = place.facts();
    let stays = Stays::of(expected.revision, &before, &after);
    stays.rows_are_kept(&before, &after);
    finds_nothing_more(&place);

    place.says(["downgrade", "-1"], 0);
    let back = place.facts();
    assert_eq!(back.schema, before.schema, "after the way back");
    stays.rows_are_back(&before, &back);
    place.is_as_it_was();

    place.says(["upgrade", "head"], 0);
    let again = place.facts();
    assert_eq!(again.schema, after.schema, "after the second upgrade");
    stays.rows_are_kept(&before, &again);
    finds_nothing_more(&place);
}

/// Finds nothing, and says what it leaves alone.
pub fn finds_nothing(case: &Case) {
    let place = Place::new(case);
    place.says(["check"], 0);
    let said = place.generates();
    expect_file(&place.file("said.txt"), &said, case.said);
    assert_eq!(place.revisions(), [""; 0]);
}

fn finds_nothing_more(place: &Place) {
    place.database().is_sound();
    place.says(["check"], 0);
    let written = place.revisions();
    place.says(["revision", "--autogenerate"], 0);
    assert_eq!(place.revisions(), written);
}
