//! The differences of one table, as declarations.

use sterna_dialect::sqlite::mention::mentions;
use sterna_schema::{
    Alteration, Column, Dropped, ForeignKey, Index, IndexKey, PrimaryKey, Schema, Table,
    TableOptions, same_name,
};

use super::column;
use super::{TypeChoice, TypeDifference, Unsaid};
use crate::render::declaration::Said;

/// What is declared of a table, and what is only listed.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) said: Vec<Said>,
    pub(super) types: Vec<TypeDifference>,
    pub(super) unsaid: Vec<Unsaid>,
}

/// One table's view of the comparison.
struct Adopted<'a> {
    name: &'a str,
    alterations: &'a [Alteration],
    types: TypeChoice,
    live: Option<&'a Table>,
    /// Columns that only the database has.
    unknown: Vec<&'a Column>,
    declared: Declared,
}

/// Declares what the alterations add to what the entity says.
pub(super) fn declared(
    name: &str,
    alterations: &[Alteration],
    types: TypeChoice,
    live: &Schema,
    desired: &Schema,
) -> Declared {
    let meant = desired.table(name);
    let is_unknown =
        |column: &&Column| meant.is_none_or(|meant: &Table| meant.column(&column.name).is_none());
    let live = live.table(name);
    let columns = live.map(|table| table.columns.as_slice());
    let mut adopted = Adopted {
        name,
        alterations,
        types,
        live,
        unknown: columns.into_iter().flatten().filter(is_unknown).collect(),
        declared: Declared::default(),
    };
    for alteration in alterations {
        adopted.add(alteration);
    }
    adopted.declared
}

impl Adopted<'_> {
    fn add(&mut self, alteration: &Alteration) {
        match alteration {
            Alteration::AlterColumn { from, to, .. } => {
                column::declare(self.name, from, to, self.types, &mut self.declared);
            }
            Alteration::SetPrimaryKey { from, to } => self.key(from.as_ref(), to.as_ref()),
            Alteration::SetOptions { from, to } => self.options(*from, *to),
            Alteration::AddUnique(unique) => self.say(Said::Unique(unique.clone())),
            Alteration::AddCheck(check) => self.say(Said::Check(check.clone())),
            Alteration::AddForeignKey(key) => self.say(Said::ForeignKey(key.clone())),
            Alteration::CreateIndex(index) => self.index(index),
            Alteration::DropForeignKey(Dropped::Known(key)) if self.comes_again(key) => {}
            Alteration::DropIndex(index) if self.is_made_again(index.name()) => {}
            Alteration::AddColumn { column, .. } => {
                self.leave(format!("the entity does not have column {:?}", column.name));
            }
            Alteration::DropColumn { column, .. } => {
                let name = column.name().unwrap_or_default();
                self.leave(format!("the database does not have column {name:?}"));
            }
            other => self.leave(format!("to reach the database: {}", other.summary())),
        }
    }

    fn say(&mut self, said: Said) {
        self.declared.said.push(said);
    }

    fn leave(&mut self, what: String) {
        self.declared.unsaid.push(Unsaid {
            table: self.name.to_owned(),
            what,
        });
    }

    fn key(&mut self, from: Option<&PrimaryKey>, to: Option<&PrimaryKey>) {
        let (Some(from), Some(to)) = (from, to) else {
            let whose = if to.is_some() { "entity" } else { "database" };
            return self.leave(format!("the {whose} does not have a primary key"));
        };
        let plain = PrimaryKey {
            autoincrement: false,
            ..from.clone()
        };
        // A table without rowids has no AUTOINCREMENT anyway.
        let loses_rowid = self
            .alterations
            .iter()
            .any(|other| matches!(other, Alteration::SetOptions { to, .. } if to.without_rowid));
        match from.autoincrement && *to == plain {
            true if loses_rowid => {}
            true => self.say(Said::PlainRowid),
            false => self.say(Said::PrimaryKey(to.clone())),
        }
    }

    fn options(&mut self, from: TableOptions, to: TableOptions) {
        if (from.strict && !to.strict) || (from.without_rowid && !to.without_rowid) {
            self.leave("the database does not have the options of the table".to_owned());
        }
        if to.strict && !from.strict {
            self.say(Said::Strict);
        }
        if to.without_rowid && !from.without_rowid {
            self.say(Said::WithoutRowid);
        }
    }

    /// An index over a column that the entity lacks waits for that column.
    fn index(&mut self, index: &Index) {
        let unknown = self
            .unknown
            .iter()
            .find(|column| needs(index, &column.name));
        match unknown.map(|column| column.name.clone()) {
            None => self.say(self.as_it_stands(index)),
            Some(column) => self.leave(format!(
                "index {:?} needs column {column:?}, which the entity does not have",
                index.name
            )),
        }
    }

    /// The differ proposes an index for a UNIQUE of the table, which does the same; the
    /// declaration says what is there.
    fn as_it_stands(&self, index: &Index) -> Said {
        let live = self.live.filter(|live| live.index(&index.name).is_none());
        let uniques = live.map(|live| live.uniques.as_slice());
        let mut uniques = uniques.into_iter().flatten();
        match uniques.find(|unique| unique.columns == index.columns) {
            Some(unique) => Said::Unique(unique.clone()),
            None => Said::Index(index.clone()),
        }
    }

    /// Whether a key that differs in what it does is declared in place of this one.
    fn comes_again(&self, key: &ForeignKey) -> bool {
        self.alterations
            .iter()
            .any(|other| matches!(other, Alteration::AddForeignKey(added) if added.joins_like(key)))
    }

    fn is_made_again(&self, name: Option<&str>) -> bool {
        let is_it = |index: &Index| name.is_some_and(|name| same_name(name, &index.name));
        self.alterations
            .iter()
            .any(|other| matches!(other, Alteration::CreateIndex(index) if is_it(index)))
    }
}

fn needs(index: &Index, column: &str) -> bool {
    let mut terms = index.columns.iter();
    let keyed = terms.any(|term| match &term.key {
        IndexKey::Column(name) => same_name(name, column),
        IndexKey::Expression(expression) => mentions(expression.sql(), column),
    });
    let predicate = index.predicate.as_ref();
    keyed || predicate.is_some_and(|predicate| mentions(predicate.sql(), column))
}
