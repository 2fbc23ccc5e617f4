CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, size integer AS (length(title)) STORED);
INSERT INTO posts (title) VALUES ('first'), ('second');
