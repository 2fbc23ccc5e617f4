CREATE TABLE "table" (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, "fn" varchar NOT NULL, "where" varchar);
INSERT INTO "table" ("fn", "where") VALUES ('a', 'b');
