CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, headline varchar);
INSERT INTO posts (title, headline) VALUES ('first', 'one'), ('second', NULL);
