//! Closed loops: two databases and what is said beside, a revision, and that very revision run.
//!
//! The expected files are modules of this test, so that what is compared is what is compiled.
//! `STERNA_BLESS=1 cargo test` writes them anew.

mod closed_loop;
mod empty;
mod gains;
mod hostile;
mod losses;
mod renames;
mod sessions;
mod views;

use closed_loop::Scenario;

/// The example of the design: a column comes, one becomes optional, one becomes unique.
#[tokio::test]
async fn gains() {
    let scenario = Scenario {
        message: "posts get a headline",
        from: "CREATE TABLE posts (
                id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
                content text NOT NULL, external_id varchar
            );
            CREATE INDEX \"idx-posts-content\" ON posts (content);",
        to: "CREATE TABLE posts (
                id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
                content text, external_id varchar UNIQUE, headline varchar, slug varchar NOT NULL
            );
            CREATE INDEX \"idx-posts-content\" ON posts (content);",
        rows: "INSERT INTO posts VALUES (1, 'a', 'x'), (2, 'b', NULL)",
        backfills: &["posts.slug=lower(content)"],
        ..Scenario::default()
    };
    scenario
        .holds("gains", include_str!("gains.rs"), &gains::REVISION)
        .await;
}

/// A table with all that can hang on it.
#[tokio::test]
async fn sessions() {
    let scenario = Scenario {
        message: "sessions",
        from: "CREATE TABLE users (id integer NOT NULL PRIMARY KEY AUTOINCREMENT);",
        to: "CREATE TABLE users (id integer NOT NULL PRIMARY KEY AUTOINCREMENT);
            CREATE TABLE sessions (
                id uuid_text NOT NULL PRIMARY KEY,
                user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                kind varchar NOT NULL DEFAULT 'web' COLLATE NOCASE,
                token varchar NOT NULL UNIQUE,
                tries integer NOT NULL DEFAULT 0,
                started_at timestamp_with_timezone_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
                expires_at timestamp_with_timezone_text NOT NULL,
                is_late boolean GENERATED ALWAYS AS (expires_at < started_at) VIRTUAL,
                UNIQUE (user_id, kind),
                CHECK (tries >= 0),
                CONSTRAINT known_kind CHECK (kind IN ('web', 'api'))
            );
            CREATE INDEX \"idx-sessions-expires_at\" ON sessions (expires_at DESC, lower(kind)) WHERE tries > 0;",
        rows: "INSERT INTO users VALUES (1)",
        ..Scenario::default()
    };
    scenario
        .holds("sessions", include_str!("sessions.rs"), &sessions::REVISION)
        .await;
}

/// What destroys data says so, and what comes back is empty.
#[tokio::test]
async fn losses() {
    let scenario = Scenario {
        message: "without prices",
        from: "CREATE TABLE shops (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, price text, legacy TEXT NOT NULL, note varchar);
            CREATE TABLE extra (id INTEGER PRIMARY KEY, shop_id INT REFERENCES shops (id), CHECK (shop_id > 0));",
        to: "CREATE TABLE shops (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, price integer);",
        rows: "INSERT INTO shops VALUES (1, '7', 'x', NULL), (2, '70', 'y', 'z'); INSERT INTO extra VALUES (1, 1)",
        counts: &[("shops.note", 2), ("shops.legacy", 2), ("extra", 1)],
        ..Scenario::default()
    };
    scenario
        .holds("losses", include_str!("losses.rs"), &losses::REVISION)
        .await;
}

/// A rename keeps rows, and everything follows; the rest of the change comes after it.
#[tokio::test]
async fn renames() {
    let scenario = Scenario {
        message: "posts are articles",
        from: "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY, title varchar NOT NULL, CHECK (title <> ''));
            CREATE INDEX \"idx-posts-title\" ON posts (title);
            CREATE TABLE comments (id integer NOT NULL PRIMARY KEY, post_id integer REFERENCES posts (id));
            CREATE VIEW titles AS SELECT title FROM posts;
            CREATE TRIGGER guard AFTER INSERT ON comments BEGIN UPDATE posts SET title = title WHERE id = new.post_id; END;",
        to: "CREATE TABLE articles (id integer NOT NULL PRIMARY KEY, headline text, CHECK (headline <> ''));
            CREATE INDEX \"idx-articles-headline\" ON articles (headline);
            CREATE TABLE comments (id integer NOT NULL PRIMARY KEY, post_id integer REFERENCES articles (id));",
        rows: "INSERT INTO posts VALUES (1, 'a'); INSERT INTO comments VALUES (1, 1)",
        renames: &["posts:articles", "posts.title:headline"],
        ..Scenario::default()
    };
    scenario
        .holds("renames", include_str!("renames.rs"), &renames::REVISION)
        .await;
}

/// A changed view takes the triggers on it along.
#[tokio::test]
async fn views() {
    let scenario = Scenario {
        message: "a wider view",
        from: "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY, title varchar);
            CREATE VIEW seen AS SELECT id FROM posts;
            CREATE TRIGGER through INSTEAD OF INSERT ON seen BEGIN INSERT INTO posts (id) VALUES (new.id); END;",
        to: "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY, title varchar);
            CREATE VIEW seen AS
                SELECT id, \"title\"
                FROM posts;
            CREATE TRIGGER through INSTEAD OF INSERT ON seen BEGIN INSERT INTO posts (id) VALUES (new.id); END;",
        rows: "INSERT INTO posts VALUES (1, 'a')",
        ..Scenario::default()
    };
    scenario
        .holds("views", include_str!("views.rs"), &views::REVISION)
        .await;
}

/// No name and no message can leave its place.
#[tokio::test]
async fn hostile() {
    let scenario = Scenario {
        message: "\"#\n*/ fn main() { \u{202e}",
        from: "CREATE TABLE \"a\"\"b\" (\"x\"\"#\" integer, \"it's\" text);",
        to: "CREATE TABLE \"a\"\"b\" (\"x\"\"#\" text, \"it's\" text DEFAULT '\\\"', \"new
line\" integer UNIQUE, \"\u{202e}\" integer);
            CREATE INDEX \"i); DROP TABLE t; --\" ON \"a\"\"b\" (\"it's\");",
        rows: "INSERT INTO \"a\"\"b\" VALUES (1, 'x')",
        ..Scenario::default()
    };
    scenario
        .holds("hostile", include_str!("hostile.rs"), &hostile::REVISION)
        .await;
}

/// A revision without operations, to be filled by hand.
#[tokio::test]
async fn empty() {
    let scenario = Scenario {
        message: "by hand",
        ..Scenario::default()
    };
    scenario
        .holds("empty", include_str!("empty.rs"), &empty::REVISION)
        .await;
}
