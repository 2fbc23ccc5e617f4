//! `revision` and `merge`.

use std::fs;

use super::fixture::Project;

/// The text of the only file.
fn only_file(project: &Project) -> String {
    let files = project.files();
    assert_eq!(files.len(), 1, "{files:?}");
    fs::read_to_string(&files[0]).expect("a file")
}

#[test]
fn nothing_to_do_writes_nothing() {
    let project = Project::new();
    project.run("upgrade");
    let reply = project.run("revision --autogenerate -m nothing");
    assert_eq!(
        (reply.exit, reply.out.as_str(), reply.err.as_str()),
        (0, "no changes\n", "")
    );
    assert!(project.files().is_empty());
}

#[test]
fn a_revision_holds_what_differs() {
    let project = Project::behind_its_entities();
    project.run("upgrade");
    let words = [
        "revision",
        "--autogenerate",
        "-m",
        "Slugs!",
        "--backfill",
        "posts.slug=lower(title)",
        "--rev-id",
        "abc1",
    ];
    let reply = project.run_each(&words);
    assert_eq!((reply.exit, reply.err.as_str()), (0, ""));
    let lines: Vec<_> = reply.out.lines().collect();
    assert_eq!(lines[..2], ["posts", "  + slug  varchar NOT NULL"]);
    assert!(lines[2].starts_with("proved on a copy: "));
    assert!(lines[3].starts_with("migration/src/versions/m2") && lines[3].ends_with("_slugs.rs"));
    let text = only_file(&project);
    assert!(
        text.contains("t.add_column(string(\"slug\")).backfill(\"lower(title)\");"),
        "{text}"
    );
    assert!(
        text.contains("id: \"abc1\"") && text.contains("revises: &[\"bbbb2222\"]"),
        "{text}"
    );
}

#[test]
fn a_file_is_called_as_the_project_likes() {
    let project = Project::new().set("file_template = 'r{id}_{slug}'");
    let reply = project.run("revision -m first --rev-id abc1 --head heads");
    let path = "migration/src/versions/rabc1_first.rs\n";
    assert_eq!((reply.exit, reply.out.as_str()), (0, path), "{}", reply.err);
    let wrong = Project::new()
        .set("file_template = '{slug}'")
        .run("revision");
    assert_eq!(wrong.exit, 7, "{}", wrong.out);
    assert!(wrong.err.contains("write `m{slug}`"), "{}", wrong.err);
}

#[cfg(unix)]
#[test]
fn commands_run_on_a_file_that_was_written() {
    let copy = "cp {file} copy of the revision";
    let project = Project::new().set("after_write = ['cp {file} copy.rs']");
    let reply = project.run("revision -m first");
    assert_eq!((reply.exit, reply.err.as_str()), (0, ""));
    let copied = fs::read_to_string(project.path("copy.rs")).expect("a copy");
    assert_eq!(copied, only_file(&project));
    let failing = Project::new().set(&format!("after_write = ['{copy}', 'touch never']"));
    let reply = failing.run("revision -m first");
    assert_eq!((reply.exit, reply.out.as_str()), (7, ""));
    for part in [
        "_first.rs is written, but `cp {file} copy of the",
        "exit status: 1",
        "revision",
    ] {
        assert!(reply.err.contains(part), "{part}: {}", reply.err);
    }
    assert_eq!(failing.files().len(), 1, "the file stays");
    assert!(!failing.path("never").exists(), "nothing runs after it");
    let missing = Project::new().set("after_write = ['no-such-program-here {file}', ' ']");
    let reply = missing.run("revision -m first --json");
    assert!(reply.out.contains("could not be started"), "{}", reply.out);
}

#[test]
fn quiet_leaves_the_path_alone() {
    let project = Project::without_revisions();
    let reply = project.run("revision -q --autogenerate");
    let [file] = &project.files()[..] else {
        panic!("one file")
    };
    let name = file.file_name().expect("a name").to_str().expect("UTF-8");
    assert_eq!(reply.out, format!("migration/src/versions/{name}\n"));
}

#[test]
fn a_program_that_was_built_before_the_last_revision_writes_none() {
    let project = Project::new();
    assert_eq!(project.run("revision -m first").exit, 0);
    for line in ["revision -m second", "merge"] {
        let reply = project.run(line);
        assert_eq!(reply.exit, 7, "{}", reply.err);
        assert!(
            reply.err.contains("_first.rs is not in this program"),
            "{}",
            reply.err
        );
    }
    assert_eq!(project.files().len(), 1);
}

#[test]
fn without_a_backfill_nothing_is_written() {
    let project = Project::behind_its_entities();
    project.run("upgrade");
    let reply = project.run("revision --autogenerate -m slugs");
    assert_eq!((reply.exit, reply.out.as_str()), (5, ""));
    assert!(
        reply.err.contains("--backfill \"posts.slug=''\""),
        "{}",
        reply.err
    );
    let wrong = project.run("revision --autogenerate -m slugs --backfill posts.slugg=1");
    assert_eq!(wrong.exit, 2, "{}", wrong.err);
    let injected = "posts.slug=''; DROP TABLE posts";
    assert_eq!(
        project
            .run_each(&["revision", "--autogenerate", "--backfill", injected])
            .exit,
        2
    );
    assert!(project.files().is_empty());
}

#[test]
fn a_person_is_asked() {
    let project = Project::behind_its_entities().answering("'x'");
    project.run("upgrade");
    assert_eq!(project.run("revision --autogenerate").exit, 0);
    assert!(only_file(&project).contains(".backfill(\"'x'\")"));
}

#[test]
fn the_first_revision_needs_no_database() {
    let project = Project::without_revisions();
    let reply = project.run("revision --autogenerate");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let text = only_file(&project);
    assert!(text.contains("message: \"create table posts\""), "{text}");
    assert!(!project.path("data").exists());
}

#[test]
fn a_database_that_is_behind_or_missing_is_refused() {
    let project = Project::new();
    let missing = project.run("revision --autogenerate");
    assert!(
        missing.exit == 3 && missing.err.contains("`cargo db upgrade head`"),
        "{}",
        missing.err
    );
    project.run("upgrade aaaa");
    for command in ["revision --autogenerate", "check"] {
        let behind = project.run(command);
        assert_eq!(behind.exit, 4);
        assert!(
            behind
                .err
                .contains("data/app.db is 2 revisions behind head"),
            "{}",
            behind.err
        );
        assert!(
            behind.err.contains("help: `cargo db upgrade head`"),
            "{}",
            behind.err
        );
    }
    assert!(project.files().is_empty());
}

#[test]
fn a_hostile_message_stays_a_message() {
    let project = Project::new();
    let message = "a\n*/ \"; std::process::exit(1); // \u{202e}\\";
    let reply = project.run_each(&["revision", "-m", message]);
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert!(
        reply.out.contains("_a_std_process_exit_1.rs"),
        "{}",
        reply.out
    );
    let text = only_file(&project);
    // In the documentation it is one line, in the constant one literal.
    let shown: Vec<_> = text
        .lines()
        .filter(|line| line.contains("std::process::exit"))
        .collect();
    assert_eq!(shown.len(), 2, "{text}");
    assert!(
        shown[0].starts_with("//! a */") && shown[1].starts_with("    message: \"a\\n*/ "),
        "{text}"
    );
    assert!(!text.contains('\u{202e}'), "{text}");
}

#[test]
fn ids_and_labels_are_checked_before_the_file_is_written() {
    let project = Project::new();
    for line in [
        "revision --rev-id ab-cd",
        "revision --rev-id ab:cd",
        "revision --rev-id bbbb2222",
        "revision --branch-label head",
        "revision --head zzzz",
        "revision --head bbbb2222",
        "revision --depends-on zzzz",
    ] {
        let reply = project.run(line);
        assert_eq!(reply.exit, 4, "{line}: {}", reply.err);
        assert!(reply.err.contains("help: "), "{line}: {}", reply.err);
    }
    assert!(project.files().is_empty());
    assert_eq!(
        project
            .run("revision --head bbbb2222 --splice --branch-label left")
            .exit,
        0
    );
    let text = only_file(&project);
    assert!(
        text.contains("revises: &[\"bbbb2222\"]") && text.contains("branch_labels: &[\"left\"]")
    );
}

#[test]
fn two_heads_are_merged() {
    let project = Project::forked();
    let reply = project.run("revision -m x");
    assert_eq!(reply.exit, 4);
    assert!(
        reply.err.contains("merge cccc3333 dddd4444"),
        "{}",
        reply.err
    );
    assert_eq!(project.run("merge --rev-id join1").exit, 0);
    let text = only_file(&project);
    assert!(
        text.contains("revises: &[\"cccc3333\", \"dddd4444\"]"),
        "{text}"
    );
    assert_eq!(Project::new().run("merge").exit, 4, "there is one head");
}

#[test]
fn outside_a_project_nothing_is_written() {
    let project = Project::new();
    fs::remove_file(project.path("sterna.toml")).expect("removed");
    let reply = project.run("revision -m x");
    assert!(
        reply.exit == 7 && reply.err.contains("sterna.toml"),
        "{}",
        reply.err
    );
}

#[test]
fn a_new_file_lies_where_the_revision_below_lies() {
    let project = Project::in_two_folders();
    let show = project.run("show head");
    assert!(
        show.out.contains("migration/src/billing/m1.rs"),
        "{}",
        show.out
    );
    let reply = project.run("revision -m next");
    assert!(
        reply.out.starts_with("migration/src/billing/m2"),
        "{}{}",
        reply.out,
        reply.err
    );
    let again = project.run("revision -m next");
    assert_eq!(again.exit, 7, "the new file is found there: {}", again.err);
}

#[test]
fn a_history_of_its_own_says_in_which_folder_it_begins() {
    let project = Project::in_two_folders();
    let reply = project.run("revision -m own --head base");
    assert_eq!(reply.exit, 2, "{}", reply.err);
    for part in [
        "nothing says where",
        "--version-path migration/src/versions",
    ] {
        assert!(reply.err.contains(part), "{}", reply.err);
    }
    let reply = project.run("revision -m own --head base --version-path versions");
    assert_eq!(reply.exit, 2, "{}", reply.err);
    assert!(
        reply.err.contains("versions is no folder of revisions"),
        "{}",
        reply.err
    );
    assert!(project.files().is_empty());
    let reply = project.run("revision -m own --head base --version-path migration/src/versions");
    assert!(
        reply.out.starts_with("migration/src/versions/m2"),
        "{}{}",
        reply.out,
        reply.err
    );
}
