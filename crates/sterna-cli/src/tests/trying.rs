//! `test`: the stairway.

use super::fixture::Project;

#[test]
fn a_sound_history_passes() {
    let project = Project::new();
    let reply = project.run("test");
    assert_eq!((reply.exit, reply.err.as_str()), (0, ""), "{}", reply.out);
    assert_eq!(
        reply.out,
        "  aaaa1111  create posts      up, down, up  3 rows\n  \
           bbbb2222  posts get a note  up, down, up  3 rows\n  \
           cccc3333  fill the notes    up, down, up  3 rows\n\
         the last state equals the entities\n"
    );
    assert!(
        !project.path("data").exists(),
        "the project's database is not touched"
    );
}

#[test]
fn several_heads_and_missing_revisions_are_faults() {
    let forked = Project::forked().run("test");
    assert_eq!(forked.exit, 1);
    assert!(
        forked.out.contains("2 heads: cccc3333, dddd4444\n"),
        "{}",
        forked.out
    );
    let behind = Project::behind_its_entities().run("test");
    assert_eq!(behind.exit, 1);
    assert!(
        behind.out.ends_with(
            "the last state is not that of the entities\nposts\n  + slug  varchar NOT NULL\n"
        ),
        "{}",
        behind.out
    );
}

#[test]
fn a_way_down_that_leads_elsewhere_is_shown() {
    let reply = Project::wrong().run("test");
    assert_eq!(reply.exit, 1);
    for part in [
        "  aaaa7777  no way down        up            3 rows\n    there is no way down: titles are not",
        "  bbbb8888  forgets its index  FAILED",
        "    the downgrade does not lead back to the schema below\n",
        "+CREATE INDEX \"i\" ON \"posts\"",
        "the last state was not reached\n",
    ] {
        assert!(reply.out.contains(part), "{part}: {}", reply.out);
    }
}

#[test]
fn rows_that_are_lost_are_noted() {
    let reply = Project::lossy().run("test");
    assert!(
        reply
            .err
            .contains("table posts had 3 rows and has 2 after revision bbbb9999 went up"),
        "{}",
        reply.err
    );
}

#[test]
fn a_revision_that_refuses_rows_that_were_made_up_goes_up_without_them() {
    let reply = Project::picky().run("test");
    let line = "  bbbb1010  two titles    up, down, up  3 rows\n";
    assert!(reply.out.contains(line), "{}", reply.out);
    let note = "note: revision bbbb1010 went up without sample rows, which it refuses: CHECK";
    assert!(reply.err.contains(note), "{}", reply.err);
}

#[test]
fn a_revision_that_fails_stops_the_climb() {
    let reply = Project::broken().run("test --json");
    assert_eq!(reply.exit, 1, "{}", reply.err);
    let json: serde_json::Value = serde_json::from_str(&reply.out).expect("JSON");
    assert_eq!(json["passed"], false);
    assert_eq!(json["equal"], serde_json::Value::Null);
    assert_eq!(json["revisions"][0]["ending"], "passed");
    assert_eq!(json["revisions"][1]["ending"], "failed");
    let problem = json["revisions"][1]["problem"].as_str().expect("a problem");
    assert!(
        problem.contains("the upgrade fails: ") && problem.contains("missing"),
        "{problem}"
    );
    let none = Project::without_revisions().run("test");
    assert!(
        none.exit == 1 && none.out.contains("there are no revisions"),
        "{}",
        none.out
    );
}
