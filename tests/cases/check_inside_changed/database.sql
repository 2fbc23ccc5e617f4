CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, CONSTRAINT has_title CHECK (length(title) > 0));
INSERT INTO posts (title) VALUES ('first'), ('second');
