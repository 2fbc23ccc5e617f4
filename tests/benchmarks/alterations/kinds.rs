//! The kinds of alteration that are measured, and how others are told to do the same.

use sterna_dialect::sqlite::parse;
use sterna_schema::{Alteration, Column, Conversion, Dropped, Expression, Index, Operation, Table};

/// The table before, as `sqlite_schema` holds it.
pub const TABLE: &str = "CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  status TEXT DEFAULT 'draft',
  author INTEGER,
  editor INTEGER REFERENCES users (id),
  n INTEGER,
  code TEXT
)";

/// Its two indexes.
pub const INDEXES: &str = "CREATE INDEX posts_title ON posts (title);
CREATE INDEX posts_status ON posts (status, n);";

/// What a kind is expected to cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The same, however many rows there are.
    Loosens,
    /// As much as this query, which reads the table once.
    Tightens(&'static str),
    /// As much as the same rebuild by hand.
    Rebuilds,
    /// Whatever SQLite's own statement takes.
    Native,
}

/// A kind of alteration.
pub struct Kind {
    pub name: &'static str,
    pub effect: Effect,
    pub alterations: fn() -> Vec<Alteration>,
    /// The same for Alembic, in a batch of the table.
    pub alembic: &'static str,
    /// The same by hand: what is replaced in the definition, by what. Empty where nobody would.
    pub by_hand: (&'static str, &'static str),
}

impl Kind {
    pub fn operation(&self) -> Operation {
        Operation::AlterTable {
            table: "posts".to_owned(),
            alterations: (self.alterations)(),
        }
    }
}

pub const KINDS: &[Kind] = &[
    Kind {
        name: "drop NOT NULL",
        effect: Effect::Loosens,
        alterations: || vec![change("title TEXT NOT NULL", "title TEXT")],
        alembic: "batch.alter_column('title', nullable=True)",
        by_hand: ("title TEXT NOT NULL", "title TEXT"),
    },
    Kind {
        name: "widen a type",
        effect: Effect::Loosens,
        alterations: || vec![change("code TEXT", "code VARCHAR(200)")],
        alembic: "batch.alter_column('code', type_=sa.String(200))",
        by_hand: ("", ""),
    },
    Kind {
        name: "drop a foreign key",
        effect: Effect::Loosens,
        alterations: || {
            let editor = table("editor, FOREIGN KEY (editor) REFERENCES users (id)");
            let known = editor.foreign_keys.into_iter().map(Dropped::Known);
            known.map(Alteration::DropForeignKey).collect()
        },
        alembic: "",
        by_hand: ("", ""),
    },
    Kind {
        name: "add a column",
        effect: Effect::Native,
        alterations: || vec![add("x TEXT", None)],
        alembic: "batch.add_column(sa.Column('x', sa.Text()))",
        by_hand: ("", ""),
    },
    Kind {
        name: "add a column with a foreign key",
        effect: Effect::Loosens,
        alterations: || {
            let key = table("x INTEGER, FOREIGN KEY (x) REFERENCES users (id)");
            let keys = key.foreign_keys.into_iter().map(Alteration::AddForeignKey);
            std::iter::once(add("x INTEGER", None))
                .chain(keys)
                .collect()
        },
        alembic: "batch.add_column(sa.Column('x', sa.Integer())); \
                  batch.create_foreign_key('x_users', 'users', ['x'], ['id'])",
        by_hand: ("", ""),
    },
    Kind {
        name: "set NOT NULL",
        effect: Effect::Tightens("SELECT count(*) FROM posts WHERE n IS NULL"),
        alterations: || vec![change("n INTEGER", "n INTEGER NOT NULL")],
        alembic: "batch.alter_column('n', nullable=False)",
        by_hand: ("", ""),
    },
    Kind {
        name: "add a CHECK",
        effect: Effect::Tightens("SELECT count(*) FROM posts WHERE NOT (author > 0)"),
        alterations: || {
            let checks = table("author, CHECK (author > 0)").checks;
            checks.into_iter().map(Alteration::AddCheck).collect()
        },
        alembic: "batch.create_check_constraint('positive', 'author > 0')",
        by_hand: ("", ""),
    },
    Kind {
        name: "add a foreign key",
        effect: Effect::Tightens(
            "SELECT count(*) FROM posts AS c LEFT JOIN users AS p ON p.id = c.author \
             WHERE c.author IS NOT NULL AND p.id IS NULL",
        ),
        alterations: || {
            let key = table("author, FOREIGN KEY (author) REFERENCES users (id)");
            key.foreign_keys
                .into_iter()
                .map(Alteration::AddForeignKey)
                .collect()
        },
        alembic: "batch.create_foreign_key('posts_author', 'users', ['author'], ['id'])",
        by_hand: ("", ""),
    },
    Kind {
        name: "change a default",
        effect: Effect::Native,
        alterations: || {
            vec![change(
                "status TEXT DEFAULT 'draft'",
                "status TEXT DEFAULT 'new'",
            )]
        },
        alembic: "batch.alter_column('status', server_default='new')",
        by_hand: ("", ""),
    },
    Kind {
        name: "add a column NOT NULL with a value",
        effect: Effect::Native,
        alterations: || vec![add("x TEXT NOT NULL", Some("'some value'"))],
        alembic: "",
        by_hand: ("", ""),
    },
    Kind {
        name: "drop a column",
        effect: Effect::Native,
        alterations: || {
            vec![Alteration::DropColumn {
                column: Dropped::Named("code".to_owned()),
                backfill: None,
            }]
        },
        alembic: "batch.drop_column('code')",
        by_hand: ("", ""),
    },
    Kind {
        name: "create a unique index",
        effect: Effect::Native,
        alterations: || {
            vec![Alteration::CreateIndex(index(
                "CREATE UNIQUE INDEX x ON posts (n)",
            ))]
        },
        alembic: "",
        by_hand: ("", ""),
    },
    Kind {
        name: "change an affinity",
        effect: Effect::Rebuilds,
        alterations: || vec![change("author INTEGER", "author TEXT")],
        alembic: "batch.alter_column('author', type_=sa.Text())",
        by_hand: ("author INTEGER", "author TEXT"),
    },
    Kind {
        name: "add a UNIQUE constraint",
        effect: Effect::Rebuilds,
        alterations: || {
            let uniques = table("n UNIQUE").uniques;
            uniques.into_iter().map(Alteration::AddUnique).collect()
        },
        alembic: "batch.create_unique_constraint('posts_n', ['n'])",
        by_hand: ("code TEXT", "code TEXT, UNIQUE (n)"),
    },
];

/// What these parts of a CREATE TABLE say.
fn table(parts: &str) -> Table {
    parse::table(&format!("CREATE TABLE posts ({parts})")).expect(parts)
}

fn column(definition: &str) -> Column {
    table(definition).columns.remove(0)
}

fn index(sql: &str) -> Index {
    parse::index(sql).expect(sql).1
}

fn add(definition: &str, backfill: Option<&str>) -> Alteration {
    Alteration::AddColumn {
        column: column(definition),
        backfill: backfill.map(Expression::new),
    }
}

/// A column of one definition becomes that of another.
pub fn change(from: &str, to: &str) -> Alteration {
    Alteration::AlterColumn {
        from: Box::new(column(from)),
        to: Box::new(column(to)),
        convert: Conversion::default(),
        restore: Conversion::default(),
    }
}
