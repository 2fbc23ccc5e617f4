CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, size integer NOT NULL);
INSERT INTO posts (size) VALUES (12), (-7);
