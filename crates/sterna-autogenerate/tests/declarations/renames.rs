//! Former names that declarations say: a rename where the old name is there, else nothing.

use sea_orm::ConnectionTrait;
use sterna_autogenerate::MadeByHistory;
use sterna_dialect::sqlite::{Catalogue, shadow};

use crate::closed_loop::{meant, proposed, with};
use crate::entities::post::Column;

const LIVE: &str =
    "CREATE TABLE users (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, email varchar NOT NULL);
    CREATE TABLE articles (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, headline varchar NOT NULL,
        slug varchar NOT NULL, status enum_text NOT NULL, rank integer, price real(10, 2) NOT NULL,
        size integer, token uuid_text, author_id integer, editor_id integer,
        FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE);
    CREATE INDEX \"idx-posts-slug\" ON articles (slug);";

async fn words(live: &str) -> Vec<String> {
    let meant = meant(&with(|t| {
        t.formerly("articles");
        t.column(Column::Title).formerly("headline");
    }))
    .await;
    let database = shadow::empty().await.unwrap();
    database.execute_unprepared(live).await.unwrap();
    let live = Catalogue::read(&database).await.unwrap();
    let proposal = proposed(&live, &meant, MadeByHistory::everything(live.schema())).await;
    proposal.upgrade.iter().map(|one| one.summary()).collect()
}

#[tokio::test]
async fn a_table_and_a_column_get_their_new_names() {
    assert_eq!(
        words(LIVE).await,
        [
            "rename table articles to posts",
            "alter table posts: rename column headline to title"
        ]
    );
}

#[tokio::test]
async fn former_names_may_stay_for_ever() {
    let renamed = LIVE
        .replace("articles", "posts")
        .replace("headline", "title");
    assert_eq!(words(&renamed).await, [""; 0]);
}
