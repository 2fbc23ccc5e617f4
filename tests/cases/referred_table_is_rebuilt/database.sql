CREATE TABLE users (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar NOT NULL);
CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, user_id integer, FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
INSERT INTO users (name) VALUES ('ann'), ('bob');
INSERT INTO posts (user_id) VALUES (1), (NULL), (2);
