CREATE INDEX by_title ON posts (title);
