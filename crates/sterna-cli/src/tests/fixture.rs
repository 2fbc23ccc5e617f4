//! A small project: an entity, a few revisions, a folder.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use sea_orm::{ConnectionTrait, Database};
use sterna::prelude::*;
use sterna::{Metadata, Operation, Revisions, Source};
use sterna_autogenerate::BackfillNeed;
use tempfile::TempDir;

use crate::Cli;
use crate::arguments::Arguments;
use crate::backfill::BackfillError;
use crate::execute;
use crate::output::Printer;
use crate::prompt::Prompt;
use crate::settings::{FILE, Surroundings};

pub mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
        pub note: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the posts become: a column that rows need a value for.
pub mod slugged_post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
        pub note: Option<String>,
        pub slug: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the posts become: each has a note.
pub mod noted_post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
        pub note: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the posts become: none has a note.
pub mod bare_post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn posts() -> Metadata {
    alone(Metadata::new().entity(post::Entity))
}

pub fn slugged_posts() -> Metadata {
    alone(Metadata::new().entity(slugged_post::Entity))
}

pub fn posts_with_a_note() -> Metadata {
    alone(Metadata::new().entity(noted_post::Entity))
}

pub fn posts_without_a_note() -> Metadata {
    alone(Metadata::new().entity(bare_post::Entity))
}

/// All entities here are of the same table, so only one of them is listed.
fn alone(metadata: Metadata) -> Metadata {
    metadata
        .except(post::Entity)
        .except(slugged_post::Entity)
        .except(noted_post::Entity)
        .except(bare_post::Entity)
}

const FIRST: Revision = Revision {
    id: "aaaa1111",
    message: "create posts",
    upgrade: |op| op.create_table(table("posts").column(pk_auto("id")).column(string("title"))),
    downgrade: |op| op.drop_table("posts"),
    ..Revision::EMPTY
};

const SECOND: Revision = Revision {
    id: "bbbb2222",
    revises: &["aaaa1111"],
    message: "posts get a note",
    upgrade: |op| {
        op.alter_table("posts", |t| {
            t.add_column(string_null("note"));
        })
    },
    downgrade: |op| {
        op.alter_table("posts", |t| {
            t.drop_column("note");
        })
    },
    ..Revision::EMPTY
};

const THIRD: Revision = Revision {
    id: "cccc3333",
    revises: &["bbbb2222"],
    message: "fill the notes",
    upgrade: |op| op.execute("UPDATE posts SET note = title"),
    downgrade: |_| {},
    ..Revision::EMPTY
};

const OTHER: Revision = Revision {
    id: "dddd4444",
    revises: &["bbbb2222"],
    message: "another head",
    branch_labels: &["right"],
    downgrade: |_| {},
    ..Revision::EMPTY
};

const FAILING: Revision = Revision {
    id: "eeee5555",
    revises: &["aaaa1111"],
    message: "fails after its first statement",
    upgrade: |op| {
        op.create_table(table("extra").column(pk_auto("id")));
        op.execute("INSERT INTO missing VALUES (1)");
    },
    downgrade: |_| {},
    ..Revision::EMPTY
};

/// Refers to a row that is not there, which SQLite is told to overlook.
const DANGLING: Revision = Revision {
    id: "abab7777",
    revises: &["bbbb2222"],
    message: "refers to nothing",
    upgrade: |op| {
        op.execute("PRAGMA foreign_keys = OFF");
        op.execute("CREATE TABLE replies (post_id integer REFERENCES posts (id))");
        op.execute("INSERT INTO replies VALUES (99)");
    },
    downgrade: |op| op.execute("DROP TABLE replies"),
    transaction: Transaction::Outside,
    ..Revision::EMPTY
};

/// Leaves a row that its table does not allow.
const DAMAGING: Revision = Revision {
    id: "cdcd8888",
    revises: &["bbbb2222"],
    message: "overlooks a check",
    upgrade: |op| {
        op.execute("CREATE TABLE odd (a integer CHECK (a > 0))");
        op.execute("PRAGMA ignore_check_constraints = ON");
        op.execute("INSERT INTO odd VALUES (-1)");
        op.execute("PRAGMA ignore_check_constraints = OFF");
    },
    downgrade: |op| op.execute("DROP TABLE odd"),
    ..Revision::EMPTY
};

/// Where a title becomes unique that is not.
const REFUSED: Revision = Revision {
    id: "ffff6666",
    revises: &["aaaa1111"],
    message: "titles are unique",
    upgrade: |op| {
        op.alter_table("posts", |t| {
            t.create_index(unique_index("titles").column("title"));
        })
    },
    downgrade: |_| {},
    ..Revision::EMPTY
};

/// What no row that is made up has.
const TWO_TITLES: Revision = Revision {
    id: "bbbb1010",
    revises: &["aaaa1111"],
    message: "two titles",
    upgrade: |op| {
        op.alter_table("posts", |t| {
            t.add_check(check("title IN ('draft', 'post')").named("two_titles"));
        })
    },
    downgrade: |op| {
        op.alter_table("posts", |t| {
            t.drop_check_named("two_titles");
        })
    },
    ..Revision::EMPTY
};

/// A rename, a value for rows that exist, and steps that work on rows.
const RENAMING: Revision = Revision {
    id: "bbbbaaaa",
    revises: &["aaaa1111"],
    message: "titles are headlines",
    branch_labels: &["headlines"],
    upgrade: |op| {
        op.rename_table("posts", "articles");
        op.alter_table("articles", |t| {
            t.rename_column("title", "name");
            t.add_column(string("slug")).backfill("lower(name)");
            t.add_column(integer("size")).backfill("7");
        });
        op.execute("UPDATE articles\n\u{1b} SET name = trim(name)");
    },
    downgrade: |op| op.one_way("it is not needed here"),
    ..Revision::EMPTY
};

const RENAMING_AGAIN: Revision = Revision {
    id: "ccccaaaa",
    revises: &["bbbbaaaa"],
    message: "names are headlines",
    upgrade: |op| {
        op.alter_table("articles", |t| {
            t.rename_column("name", "headline");
        });
        op.create_table(table("tags").column(pk_auto("id")));
        op.run(async |_| Ok(()));
    },
    downgrade: |op| op.one_way("it is not needed here"),
    ..Revision::EMPTY
};

/// One of each way to go wrong.
const NO_WAY_DOWN: Revision = Revision {
    id: "aaaa7777",
    revises: &["aaaa1111"],
    message: "no way down",
    upgrade: |op| op.execute("UPDATE posts SET title = title || '!'"),
    downgrade: |op| op.one_way("titles are not shortened"),
    ..Revision::EMPTY
};

const WRONG_WAY_DOWN: Revision = Revision {
    id: "bbbb8888",
    revises: &["aaaa7777"],
    message: "forgets its index",
    upgrade: |op| {
        op.create_index(index("i").table("posts").column("title"));
        op.execute("DELETE FROM posts WHERE id = 1");
    },
    downgrade: |_| {},
    ..Revision::EMPTY
};

const DELETING: Revision = Revision {
    id: "bbbb9999",
    revises: &["aaaa7777"],
    message: "deletes a row",
    upgrade: |op| op.execute("DELETE FROM posts WHERE id = 1"),
    downgrade: |_| {},
    ..Revision::EMPTY
};

/// The first revision of a project that took over a database.
const CONTINUING: Revision = Revision {
    id: "aaaa0000",
    message: "posts of old get a note",
    upgrade: |op| {
        op.alter_table("posts", |t| {
            t.add_column(string_null("note"));
        })
    },
    downgrade: |_| {},
    ..Revision::EMPTY
};

const fn source(revision: &'static Revision, path: &'static str) -> Source {
    Source {
        revision,
        path,
        checksum: "1:0",
    }
}

const FIRST_FILE: Source = source(&FIRST, "src/versions/m20260101_000000_create_posts.rs");
const SECOND_FILE: Source = source(&SECOND, "src/versions/m20260102_000000_posts_get_a_note.rs");
static LINE: [Source; 3] = [
    FIRST_FILE,
    SECOND_FILE,
    source(&THIRD, "src/versions/m20260103_000000_fill_the_notes.rs"),
];
static TWO_FOLDERS: [Source; 2] = [FIRST_FILE, source(&SECOND, "src/billing/m1.rs")];
static SCHEMA_ONLY: [Source; 2] = [FIRST_FILE, SECOND_FILE];
static FORK: [Source; 4] = [
    FIRST_FILE,
    SECOND_FILE,
    source(&THIRD, "src/versions/m20260103_000000_fill_the_notes.rs"),
    source(&OTHER, "src/versions/m20260104_000000_another_head.rs"),
];
static EDITED: [Source; 3] = [
    FIRST_FILE,
    Source {
        checksum: "1:1",
        ..SECOND_FILE
    },
    source(&THIRD, "src/versions/m20260103_000000_fill_the_notes.rs"),
];
static RENAMES: [Source; 3] = [
    FIRST_FILE,
    source(&RENAMING, "src/versions/m_renaming.rs"),
    source(&RENAMING_AGAIN, "src/versions/m_renaming_again.rs"),
];
static WRONG: [Source; 3] = [
    FIRST_FILE,
    source(&NO_WAY_DOWN, "src/versions/m7.rs"),
    source(&WRONG_WAY_DOWN, "src/versions/m8.rs"),
];
static LOSSY: [Source; 3] = [
    FIRST_FILE,
    source(&NO_WAY_DOWN, "src/versions/m7.rs"),
    source(&DELETING, "src/versions/m9.rs"),
];
static PICKY: [Source; 2] = [FIRST_FILE, source(&TWO_TITLES, "src/versions/m10.rs")];
static CONTINUED: [Source; 1] = [source(&CONTINUING, "src/versions/m0.rs")];
static BROKEN: [Source; 2] = [FIRST_FILE, source(&FAILING, "src/versions/m5.rs")];
static DANGLES: [Source; 3] = [
    FIRST_FILE,
    SECOND_FILE,
    source(&DANGLING, "src/versions/m11.rs"),
];
static DAMAGES: [Source; 3] = [
    FIRST_FILE,
    SECOND_FILE,
    source(&DAMAGING, "src/versions/m12.rs"),
];
static STRICT: [Source; 2] = [FIRST_FILE, source(&REFUSED, "src/versions/m6.rs")];

/// A project in a temporary folder.
pub struct Project {
    folder: TempDir,
    metadata: Metadata,
    sources: &'static [Source],
    answer: Option<&'static str>,
    on_proposal: Option<fn(&mut Vec<Operation>)>,
}

/// What a command printed, and how it ended.
pub struct Reply {
    pub exit: u8,
    pub out: String,
    pub err: String,
}

struct Answering(&'static str);

impl Prompt for Answering {
    fn backfill(&self, _: &BackfillNeed) -> Result<String, BackfillError> {
        Ok(self.0.to_owned())
    }

    fn agrees(&self, _: &str) -> bool {
        self.0 == "yes"
    }
}

impl Project {
    /// Three revisions in a line, and the entity that they lead to.
    pub fn new() -> Self {
        Self::of(&LINE, posts())
    }

    /// Two revisions, and an entity that has one more column.
    pub fn behind_its_entities() -> Self {
        Self::of(&SCHEMA_ONLY, slugged_posts())
    }

    /// A history that starts from a table which no revision creates.
    pub fn continuing() -> Self {
        Self::of(&CONTINUED, posts())
    }

    /// Two heads.
    pub fn forked() -> Self {
        Self::of(&FORK, posts())
    }

    /// A revision that fails after its first statement.
    pub fn broken() -> Self {
        Self::of(&BROKEN, posts())
    }

    /// A revision that breaks a foreign key.
    pub fn dangling() -> Self {
        Self::of(&DANGLES, posts())
    }

    /// A revision after which SQLite's own check finds fault.
    pub fn damaging() -> Self {
        Self::of(&DAMAGES, posts())
    }

    /// A revision that forbids equal titles.
    pub fn strict() -> Self {
        Self::of(&STRICT, posts())
    }

    /// Two revisions that rename what the first one made.
    pub fn renaming() -> Self {
        Self::of(&RENAMES, posts())
    }

    /// A revision without a way down, and one whose way down is wrong.
    pub fn wrong() -> Self {
        Self::of(&WRONG, posts())
    }

    /// A revision without a way down, and one that deletes rows.
    pub fn lossy() -> Self {
        Self::of(&LOSSY, posts())
    }

    /// A revision that refuses rows other than its own.
    pub fn picky() -> Self {
        Self::of(&PICKY, posts())
    }

    /// Revisions in two folders.
    pub fn in_two_folders() -> Self {
        let folders = "versions = ['migration/src/versions', 'migration/src/billing']";
        let project = Self::of(&TWO_FOLDERS, posts()).set(folders);
        fs::create_dir_all(project.path("migration/src/billing")).expect("a folder");
        project
    }

    /// No revisions yet.
    pub fn without_revisions() -> Self {
        Self::of(&[], posts())
    }

    fn of(sources: &'static [Source], metadata: Metadata) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join(FILE), "database_url = 'data/app.db'\n").expect("written");
        fs::create_dir_all(folder.path().join("migration/src/versions")).expect("a folder");
        Self {
            folder,
            metadata,
            sources,
            answer: None,
            on_proposal: None,
        }
    }

    /// The same project with other entities.
    pub fn meaning(self, metadata: Metadata) -> Self {
        Self { metadata, ..self }
    }

    /// The same project with a line more in its settings.
    pub fn set(self, line: &str) -> Self {
        let settings = fs::read_to_string(self.path(FILE)).expect("settings");
        fs::write(self.path(FILE), format!("{settings}{line}\n")).expect("written");
        self
    }

    /// The same project, which names no database.
    pub fn without_database(self) -> Self {
        fs::write(self.path(FILE), "").expect("written");
        self
    }

    /// The exit code of a command line that makes no sense.
    pub fn try_parse(&self, line: &str) -> Result<(), i32> {
        let words = ["db"].into_iter().chain(line.split(' '));
        let parsed = Arguments::try_parse_from(words);
        parsed.map(drop).map_err(|error| error.exit_code())
    }

    /// The same project with code of its own on what a comparison finds.
    pub fn hearing(self, hook: fn(&mut Vec<Operation>)) -> Self {
        Self {
            on_proposal: Some(hook),
            ..self
        }
    }

    /// The same project with a person at the terminal.
    pub fn answering(self, answer: &'static str) -> Self {
        Self {
            answer: Some(answer),
            ..self
        }
    }

    /// The same project after somebody edited a revision that the database has applied.
    pub fn edited(self) -> Self {
        Self {
            sources: &EDITED,
            ..self
        }
    }

    /// Writes the file of a revision as `revision` would have.
    pub fn write_file(&self, name: &str, id: &str, revises: &str) {
        let text = format!(
            "//! {id}\n//!\n//! Revision: {id}\n//! Revises:  {revises}\n\nuse sterna::prelude::*;\n\n\
             pub const REVISION: Revision = Revision {{\n    id: \"{id}\",\n    \
             revises: &[\"{revises}\"],\n    ..Revision::EMPTY\n}};\n"
        );
        fs::write(self.path(&format!("migration/src/versions/{name}")), text).expect("written");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The revision files that were written.
    pub fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("migration/src/versions")).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    }

    /// Runs a command whose arguments hold no blanks.
    pub fn run(&self, line: &str) -> Reply {
        self.run_each(&line.split(' ').collect::<Vec<_>>())
    }

    pub fn run_each(&self, words: &[&str]) -> Reply {
        let arguments = Arguments::parse_from([&["db"], words].concat());
        let surroundings = Surroundings {
            directory: self.folder.path().to_owned(),
            manifest: None,
            variable: &|_| None,
        };
        let answering = self.answer.map(Answering);
        let prompt = answering.as_ref().map(|answer| answer as &dyn Prompt);
        let revisions = Revisions::new(self.sources);
        let mut cli = Cli::new(self.metadata.clone(), revisions);
        if let Some(hook) = self.on_proposal {
            cli = cli.on_proposal(hook);
        }
        let (done, word) = execute(cli, &arguments, &surroundings, prompt);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut printer = Printer::new(&mut out, &mut err, &arguments.global);
        printer.warn(word.as_deref());
        let exit = printer.finish(arguments.command.name(), &done).code();
        Reply {
            exit,
            out: plain(&out),
            err: plain(&err),
        }
    }

    /// Runs SQL on the database, which is made where it is missing.
    pub fn sql(&self, sql: &str) {
        let path = self.path("data/app.db");
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        on(&path, async |db| {
            db.execute_unprepared(sql).await.expect("executed");
        });
    }

    /// The first column of what a query finds, as text.
    pub fn query(&self, sql: &str) -> Vec<String> {
        on(&self.path("data/app.db"), async |db| {
            let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
            let rows = db.query_all_raw(statement).await.expect("answered");
            rows.iter()
                .map(|row| row.try_get_by_index(0).expect("text"))
                .collect()
        })
    }
}

/// Does something with the database in that file, which is made where it is missing.
pub fn on<T>(path: &Path, work: impl AsyncFnOnce(&sea_orm::DatabaseConnection) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let db = Database::connect(url).await.expect("connected");
        let done = work(&db).await;
        db.close().await.expect("closed");
        done
    })
}

fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    anstream::adapter::strip_str(&text).to_string()
}
