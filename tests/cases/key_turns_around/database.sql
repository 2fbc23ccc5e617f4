CREATE TABLE tags (post_id integer NOT NULL, tag varchar NOT NULL, PRIMARY KEY (post_id, tag));
INSERT INTO tags VALUES (1, 'a'), (2, 'a');
