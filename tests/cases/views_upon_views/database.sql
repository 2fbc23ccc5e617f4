CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
CREATE VIEW louder AS SELECT title FROM loud;
CREATE VIEW loud AS SELECT upper(title) AS title FROM posts;
