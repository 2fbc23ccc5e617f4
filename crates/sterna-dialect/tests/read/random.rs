//! Random definitions: however one is spelled, it means the same and its parts are found; and
//! whatever is thrown at the parsers, they answer.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sterna_dialect::sqlite::expression::{definition, expression};
use sterna_dialect::sqlite::text::TableText;
use sterna_dialect::sqlite::{parse, quote};

use crate::support::covered;

/// A token of a definition, by what may be changed about it.
#[derive(Clone, Debug)]
enum Piece {
    /// Its case does not matter.
    Word(String),
    /// Its case does not matter, and it may be in any quotes that can hold it.
    Name(String),
    /// Nothing may be changed.
    Fixed(String),
}

/// Words in upper case, names after a `$`, everything else as it stands.
fn pieces(template: &str) -> Vec<Piece> {
    template
        .split(' ')
        .filter(|token| !token.is_empty())
        .map(piece)
        .collect()
}

fn piece(token: &str) -> Piece {
    match token.strip_prefix('$') {
        Some(name) => Piece::Name(name.replace('_', " ")),
        None if token.bytes().all(|byte| byte.is_ascii_uppercase()) => Piece::Word(token.into()),
        None => Piece::Fixed(token.into()),
    }
}

const TYPES: [&str; 7] = [
    "",
    "INTEGER",
    "VARCHAR ( 80 )",
    "DECIMAL ( 10 , -2 )",
    "DOUBLE PRECISION",
    "TEXT",
    "UNSIGNED BIG INT",
];

const COLUMN_CONSTRAINTS: [&str; 18] = [
    "NOT NULL",
    "NULL",
    "CONSTRAINT $n_n NOT NULL ON CONFLICT IGNORE",
    "UNIQUE",
    "CONSTRAINT $u UNIQUE ON CONFLICT REPLACE",
    "DEFAULT 0",
    "DEFAULT - 1.5",
    "DEFAULT 'it''s,)('",
    "DEFAULT ( 1 + ( 2 ) )",
    "DEFAULT CURRENT_TIMESTAMP",
    "DEFAULT x'00ff'",
    "COLLATE NOCASE",
    "CHECK ( LENGTH ( $c0 ) > 0 )",
    "CONSTRAINT $ck CHECK ( $c0 IN ( 1 , ')' , ',' ) OR $c0 IS NULL )",
    "REFERENCES $p ( $x_y ) ON DELETE CASCADE ON UPDATE SET NULL",
    "REFERENCES $p_q ON DELETE NO ACTION DEFERRABLE INITIALLY DEFERRED",
    "CONSTRAINT $f REFERENCES $p NOT DEFERRABLE",
    "CONSTRAINT $alone",
];

const TABLE_CONSTRAINTS: [&str; 6] = [
    "PRIMARY KEY ( $c0 DESC )",
    "CONSTRAINT $u_q UNIQUE ( $c0 COLLATE NOCASE , $c0 DESC )",
    "CHECK ( NOT $c0 = 1 AND $c0 || 'x' LIKE '%,' ESCAPE '!' )",
    "FOREIGN KEY ( $c0 ) REFERENCES $p ( $i_d ) ON DELETE RESTRICT DEFERRABLE",
    "CONSTRAINT $k FOREIGN KEY ( $c0 , $c0 ) REFERENCES $p",
    "CONSTRAINT $alone CHECK ( $c0 )",
];

fn column() -> impl Strategy<Value = Vec<Piece>> {
    let constraints = vec(select(&COLUMN_CONSTRAINTS[..]), 0..4);
    (select(&TYPES[..]), constraints).prop_map(|(declared, constraints)| {
        pieces(&format!("{declared} {}", constraints.join(" ")))
    })
}

fn definition_pieces() -> impl Strategy<Value = Vec<Piece>> {
    let columns = vec(column(), 1..5);
    let constraints = vec(select(&TABLE_CONSTRAINTS[..]), 0..4);
    let options = select(&["", "WITHOUT ROWID", "STRICT", "STRICT , WITHOUT ROWID"][..]);
    (columns, constraints, options).prop_map(|(columns, mut constraints, options)| {
        constraints.sort_unstable();
        constraints.dedup();
        let mut all = pieces("CREATE TABLE $t_t (");
        for (at, column) in columns.into_iter().enumerate() {
            all.extend((at > 0).then(|| Piece::Fixed(",".into())));
            all.push(Piece::Name(format!("c{at}")));
            all.extend(column);
        }
        for constraint in constraints {
            all.extend(pieces(&format!(", {constraint}")));
        }
        all.extend(pieces(&format!(") {options}")));
        all
    })
}

/// One way to spell a piece, with what stands before it.
fn spell(piece: &Piece, choice: u16) -> String {
    const BETWEEN: [&str; 6] = [
        " ",
        "\n\t ",
        " /* ) , ( ' */ ",
        " -- \" ) [\n",
        "  ",
        " /**/ ",
    ];
    let (case, quotes, between) = (choice % 3, choice / 3 % 4, choice / 12 % 6);
    let cased = |text: &str| match case {
        0 => text.to_owned(),
        1 => text.to_ascii_lowercase(),
        _ => text.to_ascii_uppercase(),
    };
    let text = match piece {
        Piece::Fixed(text) => text.clone(),
        Piece::Word(word) => cased(word),
        Piece::Name(name) => match quotes {
            0 => quote::identifier(&cased(name)),
            1 => format!("[{}]", cased(name)),
            2 => format!("`{}`", cased(name)),
            _ if name.contains(' ') => format!("\"{}\"", cased(name)),
            _ => cased(name),
        },
    };
    format!("{}{text}", BETWEEN[usize::from(between)])
}

fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| spell(piece, 0)).collect()
}

fn spelled(pieces: &[Piece], choices: &[u16]) -> String {
    let choices = choices.iter().copied().cycle();
    pieces
        .iter()
        .zip(choices)
        .map(|(piece, choice)| spell(piece, choice))
        .collect()
}

/// What is thrown at the parsers.
const SOUP: [&str; 48] = [
    "CREATE",
    "TABLE",
    "INDEX",
    "VIEW",
    "TRIGGER",
    "VIRTUAL",
    "t",
    "\"a\"",
    "[b]",
    "`c`",
    "'d'",
    "(",
    "(",
    ")",
    ")",
    ",",
    ";",
    ".",
    "PRIMARY",
    "KEY",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "NOT",
    "NULL",
    "REFERENCES",
    "CONSTRAINT",
    "FOREIGN",
    "GENERATED",
    "ALWAYS",
    "AS",
    "COLLATE",
    "DEFERRABLE",
    "INITIALLY",
    "ON",
    "CONFLICT",
    "SELECT",
    "FROM",
    "BEGIN",
    "END",
    "1",
    "1.5e3",
    "x'00'",
    "+",
    "->>",
    "IN",
    "STRICT",
    "--\n",
];

proptest! {
    #[test]
    fn a_definition_means_the_same_however_it_is_spelled(
        pieces in definition_pieces(),
        choices in vec(0_u16..72, 1..80),
    ) {
        let (plain, spelled) = (plain(&pieces), spelled(&pieces, &choices));
        let table = parse::table(&plain).unwrap();
        let mut other = parse::table(&spelled).unwrap();
        covered(&plain);
        covered(&spelled);
        // Names keep their case; everything else is equal as it is.
        let lower = |table: &sterna_schema::Table| format!("{table:?}").to_ascii_lowercase();
        for (column, other) in table.columns.iter().zip(&mut other.columns) {
            prop_assert_eq!(column.declared.canonical(), other.declared.canonical());
            prop_assert_eq!(&column.default, &other.default);
            other.declared = column.declared.clone();
            other.default.clone_from(&column.default);
        }
        for (check, other) in table.checks.iter().zip(&mut other.checks) {
            prop_assert_eq!(&check.expression, &other.expression);
            other.expression = check.expression.clone();
        }
        prop_assert_eq!(lower(&table), lower(&other));
    }

    #[test]
    fn the_parts_slice_back_and_read_the_same_alone(
        pieces in definition_pieces(),
        choices in vec(0_u16..72, 1..80),
    ) {
        let sql = spelled(&pieces, &choices);
        let text = TableText::parse(&sql).unwrap();
        let table = parse::table(&sql).unwrap();
        for (column, read) in text.columns.iter().zip(&table.columns) {
            let alone = parse::table(&format!("CREATE TABLE t ({})", text.slice(column.span))).unwrap();
            prop_assert_eq!(&alone.columns[0].name, &read.name);
            prop_assert_eq!(&alone.columns[0].default, &read.default);
            prop_assert_eq!(alone.columns[0].nullable, read.nullable);
        }
    }

    #[test]
    fn nothing_makes_a_parser_panic(tokens in vec(select(&SOUP[..]), 0..40), inside: bool) {
        let soup = tokens.join(" ");
        let sql = if inside { format!("CREATE TABLE t (a {soup})") } else { soup };
        let _ = (TableText::parse(&sql), parse::table(&sql), parse::index(&sql));
        let _ = (parse::view(&sql), parse::trigger(&sql), expression(&sql), definition(&sql));
    }

    #[test]
    fn no_text_makes_a_parser_panic(sql in "\\PC*", bytes in vec(any::<char>(), 0..60)) {
        let bytes: String = bytes.into_iter().collect();
        for sql in [format!("CREATE TABLE t (a {sql})"), sql, bytes] {
            let _ = (TableText::parse(&sql), parse::index(&sql), expression(&sql), definition(&sql));
        }
    }
}
