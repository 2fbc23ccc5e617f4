CREATE VIEW titles AS SELECT title FROM posts WHERE id > 0;
CREATE TRIGGER log AFTER INSERT ON posts BEGIN INSERT INTO tags (name) VALUES (new.title); END;
