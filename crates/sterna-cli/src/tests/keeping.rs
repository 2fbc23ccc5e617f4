//! Which backups and replaced files stay, and what commands say of them as JSON.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::deploying::{backups, before_the_last, files};
use super::fixture::Project;

/// The project with one more line in its settings.
fn set(project: &Project, line: &str) {
    let settings = format!("database_url = 'data/app.db'\n{line}\n");
    fs::write(project.path("sterna.toml"), settings).expect("written");
}

#[test]
fn backups_that_nobody_asked_for_go_after_a_success() {
    let project = before_the_last();
    set(&project, "backup_keep = 2");
    let asked = [project.run("backup -q").out, project.run("backup -q").out];
    let downgrade = |line: &str| {
        assert_eq!(project.run("upgrade bbbb").exit, 0);
        project.run(line)
    };
    let automatic = || files(&project, "data/backups", "-auto.bbbb2222.db");
    let first = downgrade("downgrade -1");
    let oldest = automatic().remove(0);
    let second = downgrade("downgrade -1");
    for reply in [first, second] {
        assert!(reply.err.starts_with("note: backup: data/backups/app.2"));
        assert!(
            reply.err.contains("-auto.bbbb2222.db, since "),
            "{}",
            reply.err
        );
        assert!(!reply.err.contains("deleted"), "{}", reply.err);
    }
    assert!(
        downgrade("downgrade -1 --backup")
            .err
            .contains("note: backup: ")
    );
    assert_eq!(automatic().len(), 2, "what was asked for does not count");
    let reply = downgrade("downgrade -1");
    let name = oldest.file_name().expect("a name").to_string_lossy();
    let words = format!("note: older backup deleted: data/backups/{name}\n");
    assert!(reply.err.ends_with(&words), "{}", reply.err);
    assert_eq!(automatic().len(), 2);
    assert!(asked.iter().all(|path| project.path(path.trim()).exists()));
    assert_eq!(backups(&project).len(), 5);
    set(&project, "backup_keep = 0");
    downgrade("downgrade -1");
    assert_eq!(automatic().len(), 3);
    assert_eq!(project.run("backup --keep 1").exit, 0);
    assert_eq!(backups(&project).len(), 4, "those that were asked for go");
    assert_eq!(automatic().len(), 3);
}

/// A server that starts again and again must not fill the disk, nor push out what was kept before.
#[test]
fn a_run_that_changed_nothing_leaves_no_backup_of_its_own() {
    let project = Project::broken();
    set(&project, "backup_keep = 1\nbackup = 'always'");
    project.run("upgrade aaaa");
    project.run("downgrade base");
    project.run("upgrade aaaa");
    let kept = backups(&project);
    assert_eq!(kept.len(), 1);
    for line in ["upgrade", "deploy", "upgrade"] {
        let reply = project.run(line);
        assert_eq!(reply.exit, 6, "{line}: {}", reply.err);
        assert_eq!(backups(&project), kept, "{line}");
        assert!(!reply.err.contains("backup"), "{line}: {}", reply.err);
    }
    let reply = project.run("upgrade --backup");
    assert_eq!((reply.exit, backups(&project).len()), (6, 2));
    let words = "nothing was changed; the backup from before is data/backups/app.2";
    assert!(reply.err.contains(words), "{}", reply.err);
}

#[test]
fn what_failed_deploys_left_goes_when_one_succeeds() {
    let project = before_the_last();
    let failing = ["deploy", "--verify", "false", "--keep", "1"];
    for _ in 0..3 {
        assert_eq!(project.run_each(&failing).exit, 8);
    }
    let undone = || {
        let mut files = files(&project, "data", "");
        files.retain(|path| path.to_string_lossy().contains("app.db.undone-"));
        files.len()
    };
    assert_eq!((backups(&project).len(), undone()), (3, 3));
    let copy = project.run("backup -q").out;
    project.run(&format!("restore {}", copy.trim()));
    let reply = project.run("deploy --keep 1");
    assert_eq!(reply.exit, 0, "{}{}", reply.out, reply.err);
    let deleted = reply.out.matches("  deleted    data/").count();
    assert_eq!(deleted, 5, "{}", reply.out);
    assert_eq!((backups(&project).len(), undone()), (2, 1));
    assert!(project.path(copy.trim()).exists());
    let replaced = files(&project, "data", "");
    let is_replaced = |path: &&PathBuf| path.to_string_lossy().contains("app.db.replaced-");
    assert_eq!(replaced.iter().filter(is_replaced).count(), 1);
}

#[test]
fn older_replaced_files_are_listed_and_stay() {
    let project = before_the_last();
    let copy = project.run("backup -q").out;
    let restore = format!("restore {}", copy.trim());
    assert_eq!(project.run(&restore).err, "");
    let reply = project.run(&restore);
    let words = "note: an older replaced file is data/app.db.replaced-2";
    assert!(reply.err.starts_with(words), "{}", reply.err);
    let reply = project.run(&restore);
    let words = "note: 2 older replaced files lie beside it, from data/app.db.replaced-2";
    assert!(reply.err.starts_with(words), "{}", reply.err);
}

/// `docs/reference.md` promises these.
#[test]
fn the_fields_of_the_documents_are_those_of_the_reference() {
    let project = before_the_last();
    let document = |line: &str| {
        let reply = project.run(line);
        let document: Value = serde_json::from_str(&reply.out).expect("JSON");
        let fields = document.as_object().expect("an object").keys().cloned();
        let mut fields: Vec<_> = fields.collect();
        let every = ["sterna", "command", "exit", "warnings", "notes"];
        fields.retain(|field| !every.contains(&field.as_str()));
        fields.sort();
        (document, fields.join(" "))
    };
    let backup = "bytes database heads milliseconds path removed";
    let (copied, fields) = document("backup --json");
    assert_eq!(fields, backup);
    let path = copied["path"].as_str().expect("a path").to_owned();
    let (restored, fields) = document(&format!("restore {path} --json"));
    assert_eq!(fields, "at_head copy database heads replaced");
    assert_eq!(restored["heads"], copied["heads"]);
    let deploy = "backup checks database ended error upgrade";
    let (_, fields) = document("deploy --plan --json");
    assert_eq!(fields, "backup backups checks database ended error upgrade");
    let (failed, fields) = document("deploy --skip entities --verify=false --json");
    assert_eq!(fields, "backup checks database ended error undone upgrade");
    assert_eq!(failed["undone"]["way"], "restored");
    let (deployed, fields) = document("deploy --json");
    assert_eq!(
        (fields.as_str(), &deployed["ended"]),
        (deploy, &Value::from("deployed"))
    );
    let keys = |of: &Value| {
        let keys = of.as_object().expect("an object").keys().cloned();
        let mut keys: Vec<_> = keys.collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(keys(&deployed["backup"]), backup);
    assert_eq!(
        keys(&deployed["checks"][0]),
        "milliseconds name passed problem"
    );
    assert_eq!(
        keys(&deployed["upgrade"]),
        "at_head database dry_run from left_out steps to"
    );
    assert_eq!(document("wait --json").1, "done");
}
