CREATE INDEX by_hand ON posts (title);
