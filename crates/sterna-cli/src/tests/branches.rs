//! `rebase`, `merge`, `history --graph`: what to do about two heads.

use std::fs;

use super::fixture::{Project, Reply};

const LEFT: &str = "m20260103_000000_fill_the_notes.rs";
const RIGHT: &str = "m20260104_000000_another_head.rs";

/// Two heads, with their files.
fn forked() -> Project {
    let project = Project::forked();
    project.write_file(LEFT, "cccc3333", "bbbb2222");
    project.write_file(RIGHT, "dddd4444", "bbbb2222");
    project
}

fn text(project: &Project, file: &str) -> String {
    let path = project.path("migration/src/versions").join(file);
    fs::read_to_string(path).expect("a file")
}

fn refused(reply: &Reply, words: &str) {
    assert_eq!(reply.exit, 4, "{}", reply.err);
    assert!(reply.err.contains(words), "{}", reply.err);
    assert!(reply.err.contains("help: "), "{}", reply.err);
}

#[test]
fn the_branch_that_is_not_applied_moves() {
    let project = forked();
    project.run("upgrade cccc3333");
    let (left, right) = (text(&project, LEFT), text(&project, RIGHT));
    let reply = project.run("rebase");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert_eq!(
        reply.out,
        format!(
            "cccc3333  -> dddd4444  another head  (right, head)\nmigration/src/versions/{RIGHT}\n"
        )
    );
    assert!(
        reply.err.contains("the next `cargo db` command builds"),
        "{}",
        reply.err
    );
    assert_eq!(text(&project, RIGHT), right.replace("bbbb2222", "cccc3333"));
    assert_eq!(text(&project, LEFT), left);
    assert_eq!(project.files().len(), 2, "no draft is left");
}

#[test]
fn what_is_not_clear_is_asked_for() {
    let project = forked();
    refused(
        &project.run("rebase"),
        "`cargo db rebase cccc3333 --onto dddd4444`",
    );
    let reply = project.run("rebase cccc --onto right --json");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let json: serde_json::Value = serde_json::from_str(&reply.out).expect("JSON");
    assert_eq!(
        (&json["id"], &json["onto"]),
        (&"cccc3333".into(), &"dddd4444".into())
    );
    assert_eq!(json["moved"][0], "cccc3333");
    assert!(
        json["notes"][0]
            .as_str()
            .is_some_and(|note| note.contains("no database"))
    );
    assert!(text(&project, LEFT).contains("revises: &[\"dddd4444\"]"));
}

#[test]
fn what_must_not_move_does_not() {
    let project = forked();
    project.run("upgrade heads");
    let before = (text(&project, LEFT), text(&project, RIGHT));
    refused(&project.run("rebase"), "has applied");
    refused(
        &project.run("rebase dddd4444"),
        "has applied dddd4444, which would move",
    );
    refused(&project.run("rebase cccc --onto bbbb"), "is not a head");
    refused(&project.run("rebase heads"), "cccc3333");
    assert_eq!(before, (text(&project, LEFT), text(&project, RIGHT)));
    refused(&Project::new().run("rebase"), "cccc3333 is the only head");
}

#[test]
fn a_file_that_is_written_in_its_own_way_is_left_to_its_author() {
    let project = forked();
    project.run("upgrade cccc3333");
    let path = project.path("migration/src/versions").join(RIGHT);
    let own = text(&project, RIGHT).replace("&[\"bbbb2222\"]", "PARENTS");
    fs::write(&path, &own).expect("written");
    let reply = project.run("rebase");
    assert_eq!(reply.exit, 7, "{}", reply.err);
    assert!(
        reply
            .err
            .contains("write `revises: &[\"cccc3333\"],` into it"),
        "{}",
        reply.err
    );
    assert_eq!(text(&project, RIGHT), own);
    fs::remove_file(path).expect("removed");
    assert_eq!(project.run("rebase").exit, 7, "there is no file");
}

#[test]
fn a_merge_takes_labels_and_says_where_there_is_nothing_to_merge() {
    let project = Project::forked();
    let reply = project.run("merge cccc3333 right@head --branch-label joined -m both");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let file = &project.files()[0];
    let text = fs::read_to_string(file).expect("a file");
    assert!(
        text.contains("revises: &[\"cccc3333\", \"dddd4444\"]"),
        "{text}"
    );
    assert!(text.contains("branch_labels: &[\"joined\"]"), "{text}");
    refused(
        &Project::forked().run("merge right cccc --branch-label right"),
        "right",
    );
    refused(
        &Project::forked().run("merge right"),
        "there is nothing to merge: dddd4444 is the only",
    );
    for line in ["merge", "merge heads", "merge head"] {
        refused(
            &Project::new().run(line),
            "nothing to merge: cccc3333 is the only head",
        );
    }
    refused(&Project::without_revisions().run("merge"), "");
}

#[test]
fn the_lines_are_drawn() {
    let reply = Project::forked().run("history --graph");
    assert_eq!(
        reply.out,
        "*    cccc3333  fill the notes    (head)\n\
         │ *  dddd4444  another head      (right, head)\n\
         ├─╯\n\
         *    bbbb2222  posts get a note  (branch point)\n\
         *    aaaa1111  create posts\n"
    );
    let line = Project::new().run("history --graph -r bbbb:").out;
    assert_eq!(
        line,
        "*  cccc3333  fill the notes    (head)\n*  bbbb2222  posts get a note\n"
    );
}

#[test]
fn an_edited_revision_is_accepted() {
    let project = Project::new();
    project.run("upgrade");
    let same = project.run("repair");
    assert_eq!((same.exit, same.out.as_str()), (0, ""));
    assert!(
        same.err.contains("no applied revision was edited"),
        "{}",
        same.err
    );
    let project = project.edited();
    let said = project.run("current").err;
    let words = "bbbb2222 was edited after it was applied \
                 (migration/src/versions/m20260102_000000_posts_get_a_note.rs): where the edit is \
                 right, `cargo db repair` accepts it";
    assert!(said.contains(words), "{said}");
    let reply = project.run("repair");
    assert_eq!(
        (reply.exit, reply.out.as_str()),
        (0, "bbbb2222  posts get a note\n")
    );
    assert_eq!(project.run("current").err, "");
    assert_eq!(Project::new().run("repair").exit, 3, "there is no database");
}

#[test]
fn an_edited_revision_is_accepted_by_its_name_and_no_other() {
    let project = Project::new();
    project.run("upgrade");
    let project = project.edited();
    let other = project.run("repair cccc3333");
    assert!(other.err.contains("none of these"), "{}", other.err);
    assert!(project.run("current").err.contains("bbbb2222 was edited"));
    let accepted = project.run("repair bbbb");
    assert!(accepted.out.contains("bbbb2222"), "{}", accepted.out);
    assert_eq!(project.run("current").err, "");
}

#[test]
fn a_new_revision_on_two_heads_asks_for_one() {
    let reply = Project::forked().run("revision -m x");
    assert_eq!(reply.exit, 4);
    for part in [
        "a new revision builds on one head, and there are 2: cccc3333, dddd4444",
        "`cargo db merge cccc3333 dddd4444`",
        "--head cccc3333",
    ] {
        assert!(reply.err.contains(part), "{}", reply.err);
    }
    assert!(!reply.err.contains("or all"), "{}", reply.err);
    assert_eq!(Project::forked().run("revision -m x --head right").exit, 0);
}
