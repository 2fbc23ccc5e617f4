CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, status enum_text NOT NULL, CHECK (status IN ('draft', 'posted', 'gone')));
INSERT INTO posts (status) VALUES ('draft'), ('posted');
