//! `squash`: one revision in the place of several.

use std::fs;

use super::fixture::Project;

const LINE: [&str; 3] = [
    "m20260101_000000_create_posts.rs",
    "m20260102_000000_posts_get_a_note.rs",
    "m20260103_000000_fill_the_notes.rs",
];

/// The text of the file that a command wrote.
fn written(project: &Project, out: &str) -> String {
    let path = out
        .lines()
        .find(|line| line.ends_with(".rs"))
        .expect("a path");
    fs::read_to_string(project.path(path)).expect("a file")
}

#[test]
fn a_range_becomes_one_revision() {
    let project = Project::new();
    let reply = project.run("squash aaaa:bbbb --rev-id squashed1 -m posts");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let text = written(&project, &reply.out);
    for part in [
        "    id: \"squashed1\",\n    revises: &[],\n    message: \"posts\",\n",
        "    replaces: &[\"aaaa1111\", \"bbbb2222\"],\n",
        ".column(string_null(\"note\"))",
        "    op.drop_table(\"posts\");",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("carried over"), "{text}");
    assert!(reply.out.starts_with("+ posts\n"), "{}", reply.out);
    assert!(
        reply
            .err
            .contains("delete the replaced files: migration/src/versions/m20260101")
    );
    assert!(!project.path("data").exists());
}

#[test]
fn names_and_values_are_followed_and_steps_on_rows_are_named() {
    let project = Project::renaming();
    let missing = project.run("squash bbbb:");
    assert_eq!(
        missing.exit, 5,
        "its value was made of a column by another name"
    );
    assert!(
        missing.err.contains("--backfill \"articles.slug=''\""),
        "{}",
        missing.err
    );
    assert!(project.files().is_empty());
    let reply =
        project.run("squash bbbb: --rev-id squashed1 --backfill articles.slug=lower(headline)");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let text = written(&project, &reply.out);
    for part in [
        "    revises: &[\"aaaa1111\"],\n    message: \"squash bbbbaaaa to ccccaaaa\",\n",
        "branch_labels: &[\"headlines\"]",
        "    op.rename_table(\"posts\", \"articles\");\n",
        "t.rename_column(\"title\", \"headline\");",
        "t.add_column(string(\"slug\")).backfill(\"lower(headline)\");",
        "t.add_column(integer(\"size\")).backfill(\"7\");",
        "// What the replaced revisions did with rows is not carried over.",
        "//   bbbbaaaa: execute UPDATE articles",
        "//   ccccaaaa: run code of ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !text.contains('\u{1b}') && !text.contains("drop_column(\"title\")"),
        "{text}"
    );
    assert_eq!(
        reply.err.matches("warning: not carried over").count(),
        2,
        "{}",
        reply.err
    );
}

#[test]
fn the_replaced_files_go_where_that_is_asked_for() {
    let project = Project::new();
    for (file, id) in LINE.into_iter().zip(["aaaa1111", "bbbb2222", "cccc3333"]) {
        project.write_file(file, id, "x");
    }
    project.run("upgrade aaaa");
    let inside = project.run("squash :bbbb --delete");
    assert_eq!(inside.exit, 4, "{}", inside.err);
    assert!(
        inside.err.contains("is at aaaa1111, inside the range"),
        "{}",
        inside.err
    );
    assert_eq!(project.files().len(), 3);
    project.run("upgrade");
    let reply = project.run("squash :bbbb --delete");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert_eq!(project.files().len(), 2, "one is left, one is new");
    assert!(
        project
            .path("migration/src/versions")
            .join(LINE[2])
            .is_file()
    );
}

#[test]
fn what_cannot_be_squashed_is_not() {
    let forked = Project::forked();
    let none = Project::new().run("squash base:base");
    assert_eq!(none.exit, 4);
    let words = "'base:base' means no revision\nhelp: `cargo db history`";
    assert!(none.err.contains(words), "{}", none.err);
    let reply = forked.run("squash bbbb:cccc");
    assert_eq!(reply.exit, 4);
    assert!(reply.err.contains("dddd4444"), "{}", reply.err);
    for (line, exit) in [
        ("squash zzzz:", 4),
        ("squash bbbb:aaaa", 4),
        ("squash aaaa:bbbb --rev-id cccc3333", 4),
        ("squash aaaa:bbbb --delete", 7),
        ("squash aaaa:bbbb --backfill posts.none=1", 2),
    ] {
        let reply = Project::new().run(line);
        assert_eq!(reply.exit, exit, "{line}: {}", reply.err);
    }
    assert!(forked.files().is_empty());
}
