-- ContentEngine's tables as somebody made them by hand, before there were revisions.
CREATE TABLE users (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    linkedin_sub        VARCHAR UNIQUE,           -- NULL for those who sign in by mail
    email               VARCHAR NOT NULL,
    name                VARCHAR DEFAULT NULL,
    profile_picture_url VARCHAR,
    access_token        TEXT,
    refresh_token       TEXT,
    token_expires_at    TIMESTAMP_WITH_TIMEZONE_TEXT,
    created_at          TIMESTAMP_WITH_TIMEZONE_TEXT NOT NULL DEFAULT (CURRENT_TIMESTAMP),
    last_login_at       TIMESTAMP_WITH_TIMEZONE_TEXT,
    UNIQUE (email)
);

create table "sessions" (
    [id] uuid_text primary key not null,
    [user_id] int not null references users on delete cascade,
    [created_at] timestamp_with_timezone_text not null default current_timestamp,
    [expires_at] timestamp_with_timezone_text not null
);
create index `idx-sessions-expires_at` on sessions (expires_at asc);

CREATE TABLE IF NOT EXISTS posts (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    content       TEXT NOT NULL,
    platform      ENUM_TEXT NOT NULL,
    status        ENUM_TEXT NOT NULL,
    user_id       INTEGER,
    is_demo       BOOLEAN NOT NULL DEFAULT 0,
    created_at    TIMESTAMP_WITH_TIMEZONE_TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at    TIMESTAMP_WITH_TIMEZONE_TEXT,
    scheduled_at  TIMESTAMP_WITH_TIMEZONE_TEXT,
    posted_at     TIMESTAMP_WITH_TIMEZONE_TEXT,
    external_id   VARCHAR,
    error_message TEXT,
    CONSTRAINT post_author FOREIGN KEY (user_id) REFERENCES users (id)
        ON UPDATE NO ACTION ON DELETE SET NULL
);
CREATE INDEX "idx-posts-scheduled_at" ON posts (scheduled_at);

CREATE TABLE chat_messages (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL,
    role       ENUM_TEXT NOT NULL,
    content    TEXT NOT NULL,
    created_at TIMESTAMP_WITH_TIMEZONE_TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE oauth_tokens (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    platform      ENUM_TEXT NOT NULL,
    access_token  TEXT NOT NULL,
    refresh_token TEXT,
    expires_at    TIMESTAMP_WITH_TIMEZONE_TEXT,
    user_sub      VARCHAR NOT NULL,
    user_email    VARCHAR,
    created_at    TIMESTAMP_WITH_TIMEZONE_TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at    TIMESTAMP_WITH_TIMEZONE_TEXT,
    UNIQUE (platform, user_sub)
);
