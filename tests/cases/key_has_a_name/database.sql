CREATE TABLE tags (post_id integer, tag varchar, CONSTRAINT "pk-tags" PRIMARY KEY (post_id, tag));
