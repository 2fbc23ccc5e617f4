CREATE TABLE tags (post_id integer NOT NULL PRIMARY KEY, tag varchar NOT NULL);
INSERT INTO tags VALUES (1, 'a'), (2, 'a');
