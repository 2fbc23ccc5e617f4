CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, stamp varchar NOT NULL DEFAULT ( ((DateTime( 'now' ))) ), moment varchar NOT NULL DEFAULT current_timestamp);
