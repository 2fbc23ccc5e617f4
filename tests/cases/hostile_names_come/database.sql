CREATE TABLE "order ""by"" */ #" (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
INSERT INTO "order ""by"" */ #" (title) VALUES ('a');
