CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, headline varchar, title varchar NOT NULL);
