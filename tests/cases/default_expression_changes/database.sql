CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, stamp varchar NOT NULL DEFAULT (datetime('now')));
INSERT INTO posts (stamp) VALUES ('then');
