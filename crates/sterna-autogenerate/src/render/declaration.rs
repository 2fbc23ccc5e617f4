//! Declarations beside an entity, as source: the function of one table, and the list of entities.

use sterna::Metadata;
use sterna::metadata::EntityInfo;
use sterna_schema::{
    Check, Expression, ForeignKey, Generated, Index, PrimaryKey, Trigger, Unique, View, same_name,
};

use super::constraint::{check, foreign_key, index, primary_key, unique};
use super::source::{Code, call, sql, text, word};

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
    pub(crate) views: Vec<View>,
    pub(crate) triggers: Vec<Trigger>,
}

impl Objects {
    pub(crate) fn is_empty(&self) -> bool {
        self.views.is_empty() && self.triggers.is_empty()
    }
}

/// The function that declares all of it, for the module of the entity.
pub(crate) fn function(entity: &EntityInfo, said: &[Said]) -> String {
    let lines = said.iter().map(|said| {
        let line = with_variants(line(said), entity);
        format!("    {};\n", line.lay_out(4, 4, 1))
    });
    format!(
        "use sterna::declare::*;\n\n\
         /// What the attributes of the entity cannot say of its table.\n\
         pub fn table(t: &mut TableDeclaration) {{\n{}}}\n",
        lines.collect::<String>()
    )
}

/// The function that lists the entities, with these tables' declarations and these objects.
pub(crate) fn metadata(metadata: &Metadata, tables: &[&str], objects: &Objects) -> String {
    let mut code = call("sterna::Metadata::new", []);
    let home = metadata.entities().first().map(|entity| &entity.module);
    let path = |module: &str| path_from(home.map_or("", |home| crate_of(home)), module);
    for entity in metadata.entities() {
        let path = path(&entity.module);
        let is_declared = tables.iter().any(|table| same_name(table, &entity.table));
        let arguments = [format!("{path}::Entity"), format!("{path}::table")].map(word);
        code = match entity.declares() || is_declared {
            true => code.then("entity_with", arguments),
            false => code.then("entity", arguments.into_iter().take(1)),
        };
    }
    for module in metadata.excepted() {
        code = code.then("except", [word(format!("{}::Entity", path(module)))]);
    }
    for view in metadata.views().iter().chain(&objects.views) {
        code = code.then("view_statement", [sql(view.definition.sql())]);
    }
    for trigger in metadata.triggers().iter().chain(&objects.triggers) {
        code = code.then("trigger", [sql(trigger.definition.sql())]);
    }
    format!(
        "/// Every entity, once, with what is declared beside it.\n\
         pub fn metadata() -> sterna::Metadata {{\n    {}\n}}\n",
        code.lay_out(4, 4, 0)
    )
}

/// The path of a module as the root of this crate names it.
fn path_from(home: &str, module: &str) -> String {
    match module
        .strip_prefix(home)
        .and_then(|rest| rest.strip_prefix("::"))
    {
        Some(path) => path.to_owned(),
        None => module.to_owned(),
    }
}

fn crate_of(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

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
