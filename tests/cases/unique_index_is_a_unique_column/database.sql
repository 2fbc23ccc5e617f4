CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
CREATE UNIQUE INDEX titles ON posts (title);
