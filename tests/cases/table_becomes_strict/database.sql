CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
INSERT INTO posts (title) VALUES ('first'), ('second');
