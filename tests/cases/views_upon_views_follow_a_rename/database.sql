CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
INSERT INTO posts (title) VALUES ('first'), ('second');
CREATE VIEW loud AS SELECT upper(title) AS title FROM posts;
CREATE VIEW louder AS SELECT title FROM loud;
