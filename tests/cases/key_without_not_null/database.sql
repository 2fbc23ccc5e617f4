CREATE TABLE posts (id integer PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
