CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL);
CREATE TABLE tags (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar NOT NULL UNIQUE);
create trigger IF NOT EXISTS [log] after insert on "Posts" for each row begin
  insert into tags ("name") values (NEW.title); -- done
end;
