CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title text NOT NULL) strict;
