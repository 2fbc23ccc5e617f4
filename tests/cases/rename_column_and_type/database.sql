CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, size varchar NOT NULL);
INSERT INTO posts (size) VALUES ('12'), ('7');
