CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, status enum_text NOT NULL CHECK ("status" in ('draft','posted')));
