CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, headline varchar, size varchar(20));
CREATE INDEX headlines ON posts (headline);
CREATE TABLE old (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, note text);
INSERT INTO posts (title, headline, size) VALUES ('a', 'b', 'c');
INSERT INTO old (note) VALUES ('n');
