CREATE TABLE tags (name varchar NOT NULL PRIMARY KEY, weight integer NOT NULL);
INSERT INTO tags VALUES ('b', 1), ('a', 2);
