CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
CREATE VIRTUAL TABLE found USING fts5 (title, content = 'posts', content_rowid = 'id');
CREATE TRIGGER fill AFTER INSERT ON posts BEGIN INSERT INTO found (rowid, title) VALUES (new.id, new.title); END;
INSERT INTO posts (title) VALUES ('first'), ('second');
