CREATE TABLE "order ""by"" */ #" (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, "a ""#b"" */ c" varchar, "it's; DROP TABLE posts; --" varchar, "select" varchar, "naïve ✓ 表" varchar, "two
lines" varchar, "{}\n\u{202e}" varchar);
