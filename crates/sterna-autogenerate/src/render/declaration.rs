//! Declarations beside the entities, as source: a module for each table, and one that lists them.

use std::iter;

use sterna::metadata::EntityInfo;
use sterna_schema::{
    Check, Expression, ForeignKey, Generated, Index, PrimaryKey, Trigger, Unique, View,
};

use super::constraint::{check, foreign_key, index, primary_key, unique};
use super::source::{Code, sql, text, word};
use crate::text::one_line;

/// One thing to declare of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    Column(String, Vec<ColumnPart>),
    PlainRowid,
    PrimaryKey(PrimaryKey),
    Strict,
    WithoutRowid,
    Unique(Unique),
    Check(Check),
    ForeignKey(ForeignKey),
    Index(Index),
}

/// One thing to declare of a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ColumnPart {
    Declared(String),
    Collation(String),
    Default(Expression),
    Generated(Generated),
}

/// What is declared beside all tables.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    /// Tables without an entity, which stay.
    pub(crate) kept: Vec<String>,
    pub(crate) views: Vec<View>,
    pub(crate) triggers: Vec<Trigger>,
}

impl Objects {
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.views.is_empty() && self.triggers.is_empty()
    }
}

/// The module that declares all of it, beside the entity's own.
pub(crate) fn module(home: &str, entity: &EntityInfo, said: &[Said]) -> String {
    let lines = said.iter().map(|said| {
        let line = with_variants(line(said), entity);
        format!("    {};\n", line.lay_out(4, 4, 1))
    });
    let lines: String = lines.collect();
    let names_columns = lines.contains("Column::");
    let column = format!("use {}::Column;\n", path_from(home, &entity.module));
    format!(
        "//! {}: what the attributes of its entity cannot say.\n\n\
         {}use sterna::declare::*;\n\n\
         /// Indexes, constraints and properties of columns, as the database has them.\n\
         pub fn table(t: &mut TableDeclaration) {{\n{lines}}}\n",
        one_line(&entity.table),
        if names_columns { column.as_str() } else { "" },
    )
}

/// The module that lists the others, each the declarations of an entity, and these objects.
pub(crate) fn list(home: &str, modules: &[(&EntityInfo, String)], objects: &Objects) -> String {
    let names = modules.iter().map(|(_, name)| format!("mod {name};\n"));
    let mut code = word("metadata");
    for (entity, name) in modules {
        let entity = format!("{}::Entity", path_from(home, &entity.module));
        code = code.then("declare", [entity, format!("{name}::table")].map(word));
    }
    for table in &objects.kept {
        code = code.then("keep", [text(table)]);
    }
    for view in &objects.views {
        code = code.then("view_statement", [sql(view.definition.sql())]);
    }
    for trigger in &objects.triggers {
        code = code.then("trigger", [sql(trigger.definition.sql())]);
    }
    format!(
        "//! What the database has and the attributes of the entities cannot say.\n\n\
         {}\n\
         /// The list of the entities with these declarations.\n\
         pub fn all(metadata: sterna::Metadata) -> sterna::Metadata {{\n    {}\n}}\n",
        names.collect::<String>(),
        code.lay_out(4, 4, 0)
    )
}

/// The path of a module as any module of the crate `home` names it.
fn path_from(home: &str, module: &str) -> String {
    let mut names = module.split("::");
    let first = match names.next() {
        Some(name) if name != home => name,
        _ => "crate",
    };
    let rest = names.map(identifier);
    iter::once(first.to_owned())
        .chain(rest)
        .collect::<Vec<_>>()
        .join("::")
}

/// A name that may be a keyword, which Rust's own name of a type does not tell.
pub(crate) fn identifier(name: &str) -> String {
    match KEYWORDS.contains(&name) {
        true => format!("r#{name}"),
        false => name.to_owned(),
    }
}

/// The keywords that a table is likely to be called and a module can be, as a raw identifier
/// (<https://doc.rust-lang.org/reference/keywords.html>).
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

fn line(said: &Said) -> Code {
    let t = || word("t");
    match said {
        Said::Column(name, parts) => parts
            .iter()
            .fold(t().then("column", [text(name)]), column_part),
        Said::PlainRowid => t().then("plain_rowid", []),
        Said::PrimaryKey(key) => t().then("primary_key", [primary_key(key)]),
        Said::Strict => t().then("strict", []),
        Said::WithoutRowid => t().then("without_rowid", []),
        Said::Unique(said) => t().then("unique", [unique(said)]),
        Said::Check(said) => t().then("check", [check(said)]),
        Said::ForeignKey(key) => t().then("foreign_key", [foreign_key(key)]),
        Said::Index(said) => t().then("index", [index(said, None)]),
    }
}

fn column_part(code: Code, part: &ColumnPart) -> Code {
    match part {
        ColumnPart::Declared(declared) => code.then("declared", [text(declared)]),
        ColumnPart::Collation(collation) => code.then("collate", [text(collation)]),
        ColumnPart::Default(value) => code.then("default_sql", [sql(value.sql())]),
        ColumnPart::Generated(generated) => {
            let method = match generated.stored {
                true => "generated_stored",
                false => "generated_virtual",
            };
            code.then(method, [sql(generated.expression.sql())])
        }
    }
}

/// The same code, which names the entity's columns by their variants.
fn with_variants(code: Code, entity: &EntityInfo) -> Code {
    const OF_COLUMNS: [&str; 5] = ["column", "columns", "unique", "primary_key", "foreign_key"];
    let inside = |codes: Vec<Code>| -> Vec<Code> {
        codes
            .into_iter()
            .map(|code| with_variants(code, entity))
            .collect()
    };
    match code {
        Code::Call(name, arguments) if OF_COLUMNS.contains(&name.as_str()) => {
            let arguments = arguments.into_iter().map(|code| named(code, entity));
            Code::Call(name, inside(arguments.collect()))
        }
        Code::Call(name, arguments) => Code::Call(name, inside(arguments)),
        Code::Array(items) => Code::Array(inside(items)),
        Code::Chain(head, calls) => {
            let head = Box::new(with_variants(*head, entity));
            Code::Chain(head, inside(calls))
        }
        other => other,
    }
}

/// A column or several, by variants where there is one for each.
fn named(code: Code, entity: &EntityInfo) -> Code {
    match code {
        Code::Word(literal) => word(variant(&literal, entity).unwrap_or(literal)),
        Code::Array(items) => {
            let variants: Option<Vec<_>> = items
                .iter()
                .map(|item| match item {
                    Code::Word(literal) => variant(literal, entity).map(word),
                    _ => None,
                })
                .collect();
            Code::Array(variants.unwrap_or(items))
        }
        other => other,
    }
}

/// `Column::Title` for the literal `"title"`.
fn variant(literal: &str, entity: &EntityInfo) -> Option<String> {
    let mut columns = entity.columns().into_iter();
    let is_it = |name: &String| matches!(text(name), Code::Word(word) if word == literal);
    columns
        .find(|(name, _)| is_it(name))
        .map(|(_, variant)| format!("Column::{variant}"))
}
