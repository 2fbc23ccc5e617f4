//! Two developers, a clone each, a revision each. git joins their work without a conflict, and the
//! history has two heads. Both cures, `merge` and `rebase`, on databases of either side.

use tests::System;

#[test]
fn slow_two_clones_two_heads_and_both_cures() {
    let project = System::on_the_reference("two_heads");
    two_clones(&project);
    a_revision_each(&project);
    git_sees_no_conflict(&project);
    two_heads(&project);
    the_cure_merge(&project);
    the_cure_rebase(&project);
    bobs_database_after_the_rebase(&project);
    project.told(include_str!("transcript.txt"));
}

fn two_clones(project: &System) {
    project.section("Two clones of a project");
    project
        .run("git init --quiet --initial-branch main && git add . && git commit --quiet -m 'The project'")
        .ok();
    clone(project, "bob");
    project.run("cargo db upgrade head").ok();
    project.run("cd ../bob && cargo db upgrade head").ok();
}

/// A clone, whose packages have a version of their own, or cargo would take what it built in another
/// clone for theirs: all share a target folder. git is told not to look at that.
fn clone(project: &System, name: &str) {
    project.run(&format!("git clone --quiet . ../{name}")).ok();
    let manifest = project.root().join(format!("../{name}/Cargo.toml"));
    let text = std::fs::read_to_string(&manifest).expect("the clone's manifest");
    let marked = text.replace("+two-heads", &format!("+two-heads-{name}"));
    assert_ne!(text, marked);
    std::fs::write(&manifest, marked).expect("the clone's manifest");
    let ignore = "git update-index --skip-worktree Cargo.toml Cargo.lock";
    let ignored = project.shell(&format!("cd ../{name} && {ignore}")).status();
    assert!(ignored.expect("git starts").success());
}

fn a_revision_each(project: &System) {
    project.section("A revision each");
    project.say("Ada, here:");
    project.edit(
        "entity/src/post.rs",
        "    pub platform: Platform,\n",
        "    pub platform: Platform,\n    pub headline: Option<String>,\n",
    );
    let found = revise(project, "", "posts get a headline", "111111111111");
    assert!(found.contains("headline"), "{found}");
    project.say("Bob, in his clone, at the same time:");
    project.edit(
        "../bob/entity/src/user.rs",
        "    pub name: Option<String>,\n",
        "    pub name: Option<String>,\n    pub nickname: Option<String>,\n",
    );
    let found = revise(
        project,
        "cd ../bob && ",
        "users get a nickname",
        "222222222222",
    );
    assert!(
        found.contains("nickname") && !found.contains("headline"),
        "{found}"
    );
}

/// The everyday way from an edited entity to a commit; gives what was found to have changed. Applied
/// heads are listed by their ids, which are chosen here to be the same in every run.
fn revise(project: &System, there: &str, message: &str, id: &str) -> String {
    let run = |line: &str| project.run(&format!("{there}{line}")).ok();
    let found = run(&format!(
        "cargo db revision --autogenerate -m '{message}' --rev-id {id}"
    ));
    run("cargo db upgrade head");
    run(&format!("git add . && git commit --quiet -m '{message}'"));
    found
}

fn git_sees_no_conflict(project: &System) {
    project.section("git sees no conflict");
    project
        .run("git pull --quiet --no-rebase --no-edit ../bob main && git status --short")
        .ok();
}

fn two_heads(project: &System) {
    project.section("The history has two heads");
    project
        .run("cargo db upgrade head")
        .exits(4)
        .complains(["cargo db merge", "cargo db rebase"]);
    let graph = project.run("cargo db history --graph --rev-range -2:").ok();
    assert_eq!(graph.matches("(head)").count(), 2, "{graph}");
    project.run("cargo db current --check-heads").exits(1);
    let another = "cargo db revision --autogenerate -m 'one more'";
    project.run(another).exits(4).complains(["cargo db merge"]);
    project.say("A copy of this state, to try the other cure in; and the databases of both.");
    clone(project, "rebased");
    project
        .run("cp data/content.db ../ada.db && cp ../bob/data/content.db ../bob.db")
        .ok();
}

fn the_cure_merge(project: &System) {
    project.section("One cure: merge");
    project
        .run("cargo db merge -m 'headlines and nicknames'")
        .ok();
    let merge = project.read(&project.newest_revision());
    assert!(
        merge.contains("fn upgrade(_op: &mut Operations) {}"),
        "{merge}"
    );
    for database in ["data/content.db", "../bob/data/content.db", "../new.db"] {
        let with = format!("--database-url {database}");
        project.run(&format!("cargo db upgrade head {with}")).ok();
        project.run(&format!("cargo db check {with}")).ok();
        project.database(database).is_sound();
    }
    project.say("Back below the merge, and up again:");
    project.run("cargo db downgrade -1").ok();
    project.run("cargo db current").ok();
    project.run("cargo db upgrade head").ok();
}

fn the_cure_rebase(project: &System) {
    project.section("The other cure: rebase");
    project.say("The database of this copy is Ada's, so that it is Bob's branch that moves.");
    project
        .run("mkdir ../rebased/data && cp ../ada.db ../rebased/data/content.db")
        .ok();
    project.run("cd ../rebased && cargo db rebase").ok();
    let diff = project
        .run("cd ../rebased && git diff --unified=0 | grep '^[-+]'")
        .ok();
    let changed = |sign: char| diff.lines().filter(|line| line.starts_with(sign)).count();
    assert_eq!(
        (changed('+'), changed('-')),
        (3, 3),
        "two lines and the names: {diff}"
    );
    let heads = project.run("cd ../rebased && cargo db heads").ok();
    assert_eq!(heads.lines().count(), 1, "{heads}");
    for database in ["data/content.db", "../new_rebased.db"] {
        let with = format!("--database-url {database}");
        let run =
            |command: &str| project.run(&format!("cd ../rebased && cargo db {command} {with}"));
        run("upgrade head").ok();
        run("check").ok();
    }
}

/// Who moves a branch asks first who has applied it: Bob has. `check` sees that a column is missing,
/// `current` says why.
fn bobs_database_after_the_rebase(project: &System) {
    project.section("Bob's database after the rebase");
    project.say("Bob has applied what moved. The revision that came below it is named.");
    let with = "--database-url ../bob.db";
    let run = |command: &str| project.run(&format!("cd ../rebased && cargo db {command} {with}"));
    let below = project.id_in(&project.revision("get_a_headline"));
    let never_ran = format!("revision {below} lies below an applied one and never ran");
    run("current").exits(0).complains([&*never_ran]);
    run("check").exits(1);
    project.say("He undoes his revision, and both run in the new order.");
    run("downgrade -1").ok();
    run("upgrade head").ok();
    run("check").ok();
    let after = run("current").exits(0);
    assert_eq!(after.stderr, "", "nothing is left to say");
    project.database("../bob.db").is_sound();
}
