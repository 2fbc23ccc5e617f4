-- Cards to learn by: full text search with its shadow tables and triggers, STRICT tables,
-- a collation at a key, ON CONFLICT clauses, comments inside of a definition.
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, conf text NOT NULL DEFAULT '{"a": [1, 2]}') STRICT;
CREATE TABLE notes (
  id integer PRIMARY KEY, -- milliseconds since 1970
  guid text NOT NULL ON CONFLICT REPLACE,
  mod integer NOT NULL,
  /* tags are separated by blanks, and surrounded by them */
  tags text NOT NULL DEFAULT ' ',
  flds text NOT NULL,
  sfld integer NOT NULL, -- an integer, so that numbers sort as such
  csum integer NOT NULL,
  UNIQUE (guid) ON CONFLICT IGNORE
);
CREATE TABLE decks (name text NOT NULL COLLATE NOCASE PRIMARY KEY, mtime_secs integer NOT NULL, common blob NOT NULL DEFAULT x'00FF') WITHOUT ROWID;
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL REFERENCES notes ON UPDATE CASCADE ON DELETE CASCADE, did text COLLATE nocase REFERENCES decks, ord integer NOT NULL, due real DEFAULT 1e3, factor integer NOT NULL DEFAULT (2 * 1250), UNIQUE (nid, ord));
CREATE VIRTUAL TABLE search USING fts5 (flds, tags, content = 'notes', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");
CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN
  INSERT INTO search (rowid, flds, tags) VALUES (new.id, new.flds, new.tags);
END;
CREATE TRIGGER notes_ad AFTER DELETE ON notes BEGIN
  INSERT INTO search (search, rowid, flds, tags) VALUES ('delete', old.id, old.flds, old.tags);
END;
CREATE INDEX ix_cards_sched ON cards (did, ord, due DESC);
CREATE INDEX ix_notes_first ON notes (substr(flds, 1, instr(flds, char(31)) - 1)) WHERE csum > 0;
