CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(20) NOT NULL);
INSERT INTO posts (title) VALUES ('first'), ('second');
