CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, size integer GENERATED ALWAYS AS (length(title)) VIRTUAL);
INSERT INTO posts (title) VALUES ('first'), ('second');
