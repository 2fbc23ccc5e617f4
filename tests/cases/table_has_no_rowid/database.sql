CREATE TABLE tags (name varchar NOT NULL, weight integer NOT NULL, CONSTRAINT names PRIMARY KEY (name)) WITHOUT ROWID;
