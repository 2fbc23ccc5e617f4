CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL CHECK ((LENGTH( "title" )>0) AND -- a comment
  ([title] <> 'A')));
