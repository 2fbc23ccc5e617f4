CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title my_type ( 3, 4 ) NOT NULL);
