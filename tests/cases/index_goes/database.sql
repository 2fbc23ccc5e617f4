CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, slug varchar NOT NULL);
CREATE INDEX slugs ON posts (slug);
INSERT INTO posts (title, slug) VALUES ('a', 'x'), ('b', 'y');
