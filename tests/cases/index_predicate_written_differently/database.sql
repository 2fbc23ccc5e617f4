CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, slug varchar NOT NULL);
CREATE INDEX slugs ON posts (slug) where (("Title" <> 'A') AND slug IS NOT NULL);
