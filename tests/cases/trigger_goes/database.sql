CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
CREATE TABLE tags (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar NOT NULL UNIQUE);
CREATE TRIGGER log AFTER INSERT ON posts BEGIN INSERT INTO tags (name) VALUES (new.title); END;
INSERT INTO posts (title) VALUES ('first'), ('second');
