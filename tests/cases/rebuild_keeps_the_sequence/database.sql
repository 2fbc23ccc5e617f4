CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar, slug varchar);
INSERT INTO posts (title, slug) VALUES ('a', 'b'), ('c', 'd');
DELETE FROM posts WHERE id = 2;
