CREATE TABLE notes (text);
INSERT INTO notes VALUES ('a');
