CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL DEFAULT "it's", slug varchar NOT NULL DEFAULT 'say "so"');
