CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, parent_id integer);
INSERT INTO posts (parent_id) VALUES (NULL), (1), (2);
