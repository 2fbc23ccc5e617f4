//! Pairs of schemas that are rendered, compiled and run.

/// A pair of databases: a name, what is there, what it becomes.
pub type Pair = (&'static str, &'static str, &'static str);

pub const PAIRS: &[Pair] = &[
    (
        "every helper",
        "",
        "CREATE TABLE every_helper (
            a char, b char(3), c varchar, d varchar(40), e text, f tinyint, g smallint, h integer,
            i float, j double, k real_decimal, l real(10, 2), m datetime_text, n timestamp_text,
            o timestamp_with_timezone_text, p time_text, q date_text, r blob, s blob(16),
            t varbinary_blob, u varbinary_blob(20), v boolean, w real_money, x real_money(8, 3),
            y json_text, z jsonb_text, aa uuid_text, ab enum_text, ac INTEGER, ad \"double precision\",
            ae UNSIGNED BIG INT, af MY_TYPE(3,4), ag, ah \"odd \"\"type\"\"\", ai INT NOT NULL
        );",
    ),
    (
        "every default",
        "",
        "CREATE TABLE every_default (
            a text DEFAULT 'x', b text DEFAULT 'it''s', c text DEFAULT '', d integer DEFAULT 5,
            e integer DEFAULT -5, f integer DEFAULT (5), g integer DEFAULT 5000000000,
            h double DEFAULT 5.25, i double DEFAULT 1e5, j boolean DEFAULT TRUE,
            k boolean DEFAULT false, l timestamp_text DEFAULT CURRENT_TIMESTAMP,
            m text DEFAULT (datetime('now')), n blob DEFAULT x'00ff', o text DEFAULT \"double\",
            p text DEFAULT 'two
lines', q integer DEFAULT '7', r text DEFAULT (cast(x'610062' as text)), s text DEFAULT '\\',
            t integer DEFAULT +3, u text DEFAULT 'a\"#b', v double DEFAULT 5.0, w integer DEFAULT 0x10
        );",
    ),
    (
        "every constraint",
        "CREATE TABLE parent (a integer, b text, PRIMARY KEY (b DESC, a), UNIQUE (a) ON CONFLICT IGNORE);
         CREATE TABLE other (id integer PRIMARY KEY, a integer CONSTRAINT positive CHECK (a > 0), b text COLLATE NOCASE);",
        "CREATE TABLE parent (a integer, b text NOT NULL ON CONFLICT REPLACE DEFAULT '', CONSTRAINT key PRIMARY KEY (a, b) ON CONFLICT FAIL, UNIQUE (a) ON CONFLICT REPLACE) STRICT, WITHOUT ROWID;
         CREATE TABLE other (id integer PRIMARY KEY AUTOINCREMENT, a integer, b text COLLATE RTRIM,
            c integer GENERATED ALWAYS AS (a * 2) VIRTUAL, d text GENERATED ALWAYS AS (b || 'x' /* why */) STORED,
            CONSTRAINT both FOREIGN KEY (a, b) REFERENCES parent (a, b) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
            CHECK (a > 1), CONSTRAINT \"odd \"\"name\" CHECK (b <> '\"#'), UNIQUE (b COLLATE NOCASE, a));
         CREATE TABLE child (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, other_id integer NOT NULL UNIQUE REFERENCES other (id) ON DELETE CASCADE, b text UNIQUE, c text NOT NULL UNIQUE DEFAULT 'c', CONSTRAINT pair UNIQUE (b, c));
         CREATE TABLE uuid_key (id uuid_text NOT NULL PRIMARY KEY, UNIQUE (id));
         CREATE UNIQUE INDEX \"partial\" ON other (lower(b) DESC, a) WHERE a IS NOT NULL;
         CREATE INDEX \"several\" ON other (a, b);
         CREATE INDEX \"collated\" ON other (b COLLATE BINARY);
         CREATE VIEW seen AS SELECT a,
            b FROM other; -- a comment
         CREATE TRIGGER told AFTER INSERT ON other BEGIN UPDATE other SET b = 'a;b' WHERE id = new.id; END;",
    ),
    (
        "hostile names",
        "CREATE TABLE \"a\"\"b\" (\"x\"\"y\" integer, \"it's\" text);",
        "CREATE TABLE \"a\"\"b\" (\"x\"\"y\" text, \"it's\" text NOT NULL DEFAULT 'a', \"*/ }\" text, \"\\\" integer, \"new
line\" text UNIQUE, \"\u{202e}\" text, \"\u{1b}[31m\" text, \"select\" integer REFERENCES \"\"\"#\"(\"r#\"));
         CREATE TABLE \"\"\"#\" (\"r#\" integer PRIMARY KEY, \"type\" text);
         CREATE TABLE \"// comment\" (\"ünïcode 🦀\" text, \"a\tb\" text, \"\u{200b}\" text);
         CREATE INDEX \"\"\"##); op.drop_table(\"\"x\"\"); //\" ON \"// comment\" (\"ünïcode 🦀\");",
    ),
    (
        "long names",
        "CREATE TABLE short (id integer);",
        "CREATE TABLE a_table_with_a_name_that_is_so_long_that_no_line_can_hold_it_and_what_follows (
            a_column_with_a_name_that_is_so_long_that_no_line_can_hold_it_and_what_follows timestamp_with_timezone_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
            another_column_with_a_name_that_is_rather_long varchar(200) NOT NULL DEFAULT 'and a default that is rather long too',
            state enum_text, UNIQUE (a_column_with_a_name_that_is_so_long_that_no_line_can_hold_it_and_what_follows, another_column_with_a_name_that_is_rather_long));
         CREATE TABLE short (id integer, another_column_with_a_name_that_is_rather_long varchar(200) NOT NULL DEFAULT 'and a default that is rather long too',
            CHECK (another_column_with_a_name_that_is_rather_long <> 'some text that makes the line long' AND id > 0));
         CREATE INDEX an_index_with_a_name_that_is_so_long_that_no_line_can_hold_it ON short (another_column_with_a_name_that_is_rather_long, id);",
    ),
    ("nothing at all", "", ""),
];
