CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, slug varchar NOT NULL);
CREATE INDEX IF NOT EXISTS [slugs] ON `posts` ("slug" ASC);
