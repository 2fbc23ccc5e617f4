CREATE TABLE posts ( -- what is written, isn't it?
  id integer NOT NULL /* the ) key */ PRIMARY KEY AUTOINCREMENT,
  title varchar NOT NULL -- , of any length
);
