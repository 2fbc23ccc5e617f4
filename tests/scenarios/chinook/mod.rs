//! Chinook, a music shop whose tables others made long ago, adopts Sterna and grows.
//!
//! Its entities were written by hand over the tables as they are. They say nothing of the
//! shop's eleven indexes, which are therefore reported and kept.

use std::collections::BTreeMap;
use std::fs;

use sterna::Revision;
use tests::{Project, expect_file, file};

mod expected;

/// One edit of the models and what it must lead to.
struct Edit {
    message: &'static str,
    edit: fn(&Project),
    backfill: &'static [&'static str],
    /// The whole revision file that is expected, and the same file as this test compiled it.
    expected: (&'static str, &'static Revision),
    /// Columns that the edit brings or takes, left out when rows are compared.
    moved: &'static [(&'static str, &'static str)],
}

const EDITS: [Edit; 6] = [
    Edit {
        message: "reviews of albums",
        edit: |project| {
            project.write("entity/src/review.rs", include_str!("review.rs"));
            project.edit(
                "entity/src/lib.rs",
                "pub mod track;",
                "pub mod review;\npub mod track;",
            );
            project.edit(
                "entity/src/lib.rs",
                ".entity(track::Entity)",
                ".entity(track::Entity)\n        .entity(review::Entity)",
            );
        },
        backfill: &[],
        expected: (
            include_str!("expected/reviews_of_albums.rs"),
            &expected::reviews_of_albums::REVISION,
        ),
        moved: &[],
    },
    Edit {
        message: "artists have a country",
        edit: |project| {
            let name = "pub name: Option<String>,";
            let country = "pub name: Option<String>,\n    pub country: String,";
            project.edit("entity/src/artist.rs", name, country);
        },
        backfill: &["--backfill", "Artist.Country='unknown'"],
        expected: (
            include_str!("expected/artists_have_a_country.rs"),
            &expected::artists_have_a_country::REVISION,
        ),
        moved: &[("Artist", "Country")],
    },
    Edit {
        message: "artists have names",
        edit: |project| {
            project.edit(
                "entity/src/artist.rs",
                "\"custom(\\\"NVARCHAR(120)\\\")\", nullable)]\n    pub name: Option<String>",
                "\"custom(\\\"NVARCHAR(120)\\\")\")]\n    pub name: String",
            );
        },
        backfill: &[],
        expected: (
            include_str!("expected/artists_have_names.rs"),
            &expected::artists_have_names::REVISION,
        ),
        moved: &[],
    },
    Edit {
        message: "longer titles",
        edit: |project| project.edit("entity/src/album.rs", "NVARCHAR(160)", "NVARCHAR(255)"),
        backfill: &[],
        expected: (
            include_str!("expected/longer_titles.rs"),
            &expected::longer_titles::REVISION,
        ),
        moved: &[],
    },
    Edit {
        message: "one title per artist",
        edit: |project| {
            let title = "\"custom(\\\"NVARCHAR(255)\\\")\")]";
            let unique = "\"custom(\\\"NVARCHAR(255)\\\")\", unique_key = \"title\")]";
            project.edit("entity/src/album.rs", title, unique);
            let artist = "    pub artist_id: i64,";
            let unique = "    #[sea_orm(unique_key = \"title\")]\n    pub artist_id: i64,";
            project.edit("entity/src/album.rs", artist, unique);
        },
        backfill: &[],
        expected: (
            include_str!("expected/one_title_per_artist.rs"),
            &expected::one_title_per_artist::REVISION,
        ),
        moved: &[],
    },
    Edit {
        message: "no more fax",
        edit: |project| {
            let fax = "    #[sea_orm(column_type = \"custom(\\\"NVARCHAR(24)\\\")\", nullable)]\n    \
                       pub fax: Option<String>,\n";
            project.edit("entity/src/customer.rs", fax, "");
        },
        backfill: &[],
        expected: (
            include_str!("expected/no_more_fax.rs"),
            &expected::no_more_fax::REVISION,
        ),
        moved: &[("Customer", "Fax")],
    },
];

#[test]
fn slow_chinook_adopts_sterna_and_grows() {
    let project = Project::new("chinook", &file("scenarios/chinook/entity"));
    let database = project.database();
    let dump = fs::read_to_string(file("data/chinook.sql")).expect("the Chinook dump");
    database.execute(&format!("BEGIN; {dump}; COMMIT"));
    assert_eq!(counts(&project), CHINOOK);

    // Adoption: what the entities say, as a revision made on an empty database, so that a new
    // database can be made as well; the shop's own database has it already.
    let fresh = ["--database-url", "sqlite://fresh.db"];
    project.db([&fresh[..], &["upgrade", "head"]].concat()).ok();
    let baseline = [
        "revision",
        "--autogenerate",
        "--rev-id",
        BASELINE,
        "-m",
        "the shop as it is",
    ];
    project.db([&fresh[..], &baseline].concat()).ok();
    project.db(["stamp", "head"]).ok();

    // Nothing differs on the first day; what the entities do not say is reported and kept.
    let said = project
        .db(["revision", "--autogenerate", "-m", "nothing"])
        .ok();
    assert!(said.contains("no changes"), "{said}");
    assert!(said.contains("IFK_AlbumArtistId"), "{said}");
    project.db(["check"]).ok();
    let schema = database.schema();

    for (number, edit) in EDITS.iter().enumerate() {
        step(&project, number, edit);
    }
    assert_eq!(project.revisions().len(), 1 + EDITS.len());
    let indexes = database.number("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'IFK_%'");
    assert_eq!(indexes, 11);

    // All the way back: the tables that others made, and every row. A new database gets there too.
    project.db(["downgrade", BASELINE]).ok();
    assert_eq!(database.tables(), CHINOOK.map(|(table, _)| table));
    assert_eq!(database.schema().len(), schema.len());
    project.db([&fresh[..], &["upgrade", "head"]].concat()).ok();
    project.db([&fresh[..], &["check"]].concat()).ok();
    assert_eq!(counts(&project), CHINOOK);
    database.is_sound();
}

/// The revision that stands for the shop as it was.
const BASELINE: &str = "00000c41ffff";

/// Edit, generate, upgrade, compare, check, downgrade, compare, and upgrade for good.
fn step(project: &Project, number: usize, edit: &Edit) {
    (edit.edit)(project);
    let id = format!("{:012x}", 0xc41_0000 + number);
    let mut generate = vec![
        "revision",
        "--autogenerate",
        "--rev-id",
        &id,
        "-m",
        edit.message,
    ];
    generate.extend(edit.backfill);
    let before = rows(project, edit);
    project.db(["check"]).exits(1);
    project.db(generate).ok();
    let (text, revision) = edit.expected;
    let file = format!(
        "scenarios/chinook/expected/{}.rs",
        edit.message.replace(' ', "_")
    );
    expect_file(&file, &project.newest_revision(), text);
    assert_eq!((revision.id, revision.message), (id.as_str(), edit.message));

    project.db(["upgrade", "head"]).ok();
    assert_eq!(
        rows(project, edit),
        before,
        "{}: rows after the upgrade",
        edit.message
    );
    project.db(["check"]).ok();
    project.database().is_sound();

    project.db(["downgrade", "-1"]).ok();
    assert_eq!(
        rows(project, edit),
        before,
        "{}: rows after the downgrade",
        edit.message
    );
    project.database().is_sound();

    project.db(["upgrade", "head"]).ok();
    let said = project
        .db(["revision", "--autogenerate", "-m", "again"])
        .ok();
    assert!(said.contains("no changes"), "{said}");
}

/// Every row of every table that has been there from the start, without the columns that move.
fn rows(project: &Project, edit: &Edit) -> BTreeMap<String, Vec<String>> {
    let database = project.database();
    let rows_of = |(table, _): &(&str, i64)| {
        let mut columns = database.columns(table);
        columns.retain(|column| !edit.moved.contains(&(table, column.as_str())));
        ((*table).to_owned(), database.rows_of(table, &columns))
    };
    CHINOOK.iter().map(rows_of).collect()
}

fn counts(project: &Project) -> Vec<(&'static str, i64)> {
    let database = project.database();
    let count = |table: &str| database.number(&format!("SELECT count(*) FROM \"{table}\""));
    CHINOOK
        .iter()
        .map(|&(table, _)| (table, count(table)))
        .collect()
}

/// The tables of the shop and how many rows each has.
const CHINOOK: [(&str, i64); 11] = [
    ("Album", 347),
    ("Artist", 275),
    ("Customer", 59),
    ("Employee", 8),
    ("Genre", 25),
    ("Invoice", 412),
    ("InvoiceLine", 2240),
    ("MediaType", 5),
    ("Playlist", 18),
    ("PlaylistTrack", 8715),
    ("Track", 3503),
];
