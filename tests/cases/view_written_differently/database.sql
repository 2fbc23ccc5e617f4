CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
create view if not exists "titles" as select [title]
from Posts -- all of them
where id<>0;
