CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, status varchar NOT NULL DEFAULT 'draft');
INSERT INTO posts (status) VALUES ('a');
