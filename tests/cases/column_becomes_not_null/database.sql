CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar);
INSERT INTO posts (title) VALUES ('first'), ('second');
