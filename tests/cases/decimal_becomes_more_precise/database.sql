CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, price decimal(10, 2) NOT NULL);
INSERT INTO posts (price) VALUES (1.25), (3);
