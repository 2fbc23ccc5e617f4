//! The README's tour, run for real: an entity is edited, a revision generated, applied, undone.

use crate::Project;

/// One thing that a reader of the tour does, and what comes of it.
pub struct Step {
    /// What is done: a command, or an edit in words.
    pub what: String,
    /// What is shown then.
    pub shown: String,
}

/// The edits of `entity/src/post.rs`: the old text and the new.
const EDITS: [(&str, &str); 2] = [
    (
        "    #[sea_orm(column_type = \"Text\")]\n    pub content: String,\n",
        "    pub headline: Option<String>,\n    \
             #[sea_orm(column_type = \"Text\", nullable)]\n    pub content: Option<String>,\n",
    ),
    (
        "    pub external_id: Option<String>,\n",
        "    #[sea_orm(unique)]\n    pub external_id: Option<String>,\n",
    ),
];

/// Walks through the tour in a copy of the reference application, telling each step as it ends.
///
/// # Panics
///
/// A step does not end as it should.
pub fn walk(mut tell: impl FnMut(&Step)) {
    let project = Project::of_the_reference("tour");
    let mut run = |arguments: &[&str]| {
        let shown = project.db(arguments.iter().copied()).ok();
        tell(&Step {
            what: format!("$ cargo db {}", quoted(arguments)),
            shown,
        });
    };
    run(&["upgrade", "head"]);
    project.database().execute(
        "INSERT INTO users (email) VALUES ('ada@example.org');
         INSERT INTO posts (content, platform, status, user_id)
         VALUES ('Hello', 'linkedin', 'posted', 1), ('Later', 'blog', 'draft', 1);",
    );
    for (from, to) in EDITS {
        project.edit("entity/src/post.rs", from, to);
    }
    run(&["revision", "--autogenerate", "-m", "posts get a headline"]);
    run(&["upgrade", "head"]);
    run(&["check"]);
    run(&["downgrade", "-1"]);
    run(&["history"]);
    let shown = project.newest_revision();
    tell(&Step {
        what: "The revision that was written:".to_owned(),
        shown,
    });
}

fn quoted(arguments: &[&str]) -> String {
    let quote = |argument: &&str| match argument.contains(' ') {
        true => format!("\"{argument}\""),
        false => (*argument).to_owned(),
    };
    arguments.iter().map(quote).collect::<Vec<_>>().join(" ")
}
