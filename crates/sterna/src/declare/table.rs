//! What is declared of one table.

use std::collections::BTreeSet;

use sea_orm::sea_query::IntoIden;
use sterna_dialect::sqlite::{create, parse};
use sterna_schema::{ForeignKey, Index, IndexColumn, Table, same_name};

use super::column::ColumnDeclaration;
use super::error::DeclarationError;
use super::{enumeration, types};
use crate::operations::{
    BuildError, IntoCheck, IntoForeignKey, IntoIndex, IntoPrimaryKey, IntoUnique,
};

/// Says what an entity's attributes cannot say of its table. What is declared stands beside what
/// the entity says; where both speak of the same index, key or default, the declaration counts.
#[derive(Debug)]
pub struct TableDeclaration {
    entity: String,
    pub(super) table: Table,
    /// Columns whose type is declared here.
    pub(super) typed: BTreeSet<usize>,
    former_name: Option<String>,
    /// Former and present names of columns.
    pub(super) former_columns: Vec<(String, String)>,
    /// The first thing that makes no sense.
    problem: Option<DeclarationError>,
}

/// A table with all that its entity and its declaration say.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DeclaredTable {
    /// The table with its indexes.
    pub table: Table,
    /// The name that it had before.
    pub former_name: Option<String>,
    /// Names that columns had before, and those that they have.
    pub former_columns: Vec<(String, String)>,
}

impl From<Table> for DeclaredTable {
    /// A table of which nothing is declared.
    fn from(table: Table) -> Self {
        Self {
            table,
            former_name: None,
            former_columns: Vec::new(),
        }
    }
}

impl TableDeclaration {
    /// Begins with what the entity of this module says.
    pub(crate) fn new(entity: &str, table: Table) -> Self {
        Self {
            entity: entity.to_owned(),
            table,
            typed: BTreeSet::new(),
            former_name: None,
            former_columns: Vec::new(),
            problem: None,
        }
    }

    /// Adds an index, over columns or expressions, whole or partial. It stands in for an index
    /// of the same name that the entity says.
    pub fn index(&mut self, index: impl IntoIndex) {
        let Some((of, index)) = self.built("an index", index.into_index()) else {
            return;
        };
        let what = format!("index {:?}", index.name);
        if let Some(other) = of.filter(|other| !same_name(other, &self.table.name)) {
            self.refuse(&what, BuildError(format!("it is of table {other:?}")));
        }
        self.require_terms(&what, &index.columns);
        let mut others = std::mem::take(&mut self.table.indexes);
        others.retain(|other| !same_name(&other.name, &index.name));
        others.push(index);
        self.table.indexes = others;
    }

    /// Adds a UNIQUE constraint: `t.unique([Column::UserId, Column::Slug])`.
    pub fn unique(&mut self, unique: impl IntoUnique) {
        let unique = unique.into_unique();
        self.require_terms("a UNIQUE constraint", &unique.columns);
        self.table.uniques.push(unique);
    }

    /// Adds a CHECK: `t.check("amount > 0")`, or `check("amount > 0").named("positive")`.
    pub fn check(&mut self, check: impl IntoCheck) {
        self.table.checks.push(check.into_check());
    }

    /// Adds a foreign key. It stands in for the key of a relation that joins the same columns,
    /// so that a name, actions and a deferral can be given to it.
    pub fn foreign_key(&mut self, key: impl IntoForeignKey) {
        let Some(key) = self.built("a foreign key", key.into_foreign_key()) else {
            return;
        };
        let what = format!("the foreign key to {:?}", key.table);
        self.require(&what, key.columns.iter().map(String::as_str));
        let mut keys = self.table.foreign_keys.iter_mut();
        match keys.find(|other| join_alike(other, &key)) {
            Some(other) => *other = key,
            None => self.table.foreign_keys.push(key),
        }
    }

    /// Sets the primary key anew, with all that is to be said of it.
    pub fn primary_key(&mut self, key: impl IntoPrimaryKey) {
        let key = key.into_primary_key();
        self.require_terms("the primary key", &key.columns);
        self.table.primary_key = Some(key);
    }

    /// Lets SQLite use the numbers of deleted rows again: the key of the entity is the plain
    /// rowid, without the AUTOINCREMENT that SeaORM writes.
    pub fn plain_rowid(&mut self) {
        match &mut self.table.primary_key {
            Some(key) if key.autoincrement => key.autoincrement = false,
            _ => self.note(DeclarationError::NoAutoincrement {
                table: self.table.name.clone(),
            }),
        }
    }

    /// Lets values only be of the declared type (SQLite's `STRICT`). Types that such a table
    /// cannot have become the one that holds the same values.
    pub fn strict(&mut self) {
        self.table.options.strict = true;
    }

    /// Keeps rows in the order of the primary key (SQLite's `WITHOUT ROWID`), which then cannot
    /// be AUTOINCREMENT.
    pub fn without_rowid(&mut self) {
        self.table.options.without_rowid = true;
        if let Some(key) = &mut self.table.primary_key {
            key.autoincrement = false;
        }
    }

    /// Says what the table was called before. It may stay for ever: where the table has its new
    /// name already, nothing happens.
    pub fn formerly(&mut self, name: impl IntoIden) {
        self.former_name = Some(name.into_iden().to_string());
    }

    /// Allows only the values of its enum in every column whose type is a string enum.
    pub fn enum_checks(&mut self) {
        let columns = self.table.columns.iter();
        let checks: Vec<_> = columns.filter_map(enumeration::of_type).collect();
        if checks.is_empty() {
            let table = self.table.name.clone();
            self.note(DeclarationError::NoEnum { table });
        }
        self.table.checks.extend(checks);
    }

    /// Says more of one column.
    pub fn column(&mut self, name: impl IntoIden) -> ColumnDeclaration<'_> {
        let name = name.into_iden().to_string();
        self.require("the declaration", [name.as_str()]);
        let mut columns = self.table.columns.iter();
        let at = columns.position(|column| same_name(&column.name, &name));
        ColumnDeclaration::new(self, at)
    }

    /// All that was said, once it is known to make sense.
    pub(crate) fn finish(mut self) -> Result<DeclaredTable, DeclarationError> {
        if self.table.options.strict {
            let columns = self.table.columns.iter_mut().enumerate();
            let free = columns.filter(|(at, _)| !self.typed.contains(at));
            free.for_each(|(_, column)| types::make_strict(column));
        }
        self.read_back();
        match self.problem {
            Some(problem) => Err(problem),
            None => Ok(DeclaredTable {
                table: self.table,
                former_name: self.former_name,
                former_columns: self.former_columns,
            }),
        }
    }

    /// Insists that what is declared reads as it was written: SQL inside of a declaration must
    /// stay in its place.
    fn read_back(&mut self) {
        let read = parse::table(&create::create_table(&self.table)).map_err(BuildError::from);
        let read = read.and_then(|read| same_parts(&read, &self.table));
        self.built("the table", read);
        for index in self.table.indexes.clone() {
            let read = parse::index(&create::create_index(&self.table.name, &index));
            let read = read.map_err(BuildError::from);
            let read = read.and_then(|(_, read)| same_terms(&read, &index));
            self.built(&format!("index {:?}", index.name), read);
        }
    }

    fn require_terms(&mut self, what: &str, terms: &[IndexColumn]) {
        self.require(what, terms.iter().filter_map(IndexColumn::name));
    }

    fn require<'n>(&mut self, what: &str, names: impl IntoIterator<Item = &'n str>) {
        let mut names = names.into_iter();
        if let Some(column) = names.find(|name| self.table.column(name).is_none()) {
            self.note(DeclarationError::NoColumn {
                what: what.to_owned(),
                table: self.table.name.clone(),
                entity: self.entity.clone(),
                column: column.to_owned(),
            });
        }
    }

    fn built<T>(&mut self, what: &str, built: Result<T, BuildError>) -> Option<T> {
        built.map_err(|error| self.refuse(what, error)).ok()
    }

    fn refuse(&mut self, what: &str, source: BuildError) {
        self.note(DeclarationError::Impossible {
            what: what.to_owned(),
            table: self.table.name.clone(),
            source,
        });
    }

    fn note(&mut self, problem: DeclarationError) {
        self.problem.get_or_insert(problem);
    }
}

/// Whether both join the same columns to the same table; a key may leave out which columns of
/// that table, and then means its primary key.
fn join_alike(left: &ForeignKey, right: &ForeignKey) -> bool {
    let mut right = right.clone();
    if right.references.is_empty() || left.references.is_empty() {
        right.references.clone_from(&left.references);
    }
    left.joins_like(&right)
}

fn same_parts(read: &Table, meant: &Table) -> Result<(), BuildError> {
    let parts = |table: &Table| {
        let columns = table.columns.iter();
        let names: Vec<_> = columns.map(|column| column.name.clone()).collect();
        let counts = [
            table.uniques.len(),
            table.foreign_keys.len(),
            table.checks.len(),
        ];
        (names, counts, table.options)
    };
    match parts(read) == parts(meant) {
        true => Ok(()),
        false => Err(strayed()),
    }
}

fn same_terms(read: &Index, meant: &Index) -> Result<(), BuildError> {
    let terms = |index: &Index| (index.columns.len(), index.predicate.is_some());
    match terms(read) == terms(meant) {
        true => Ok(()),
        false => Err(strayed()),
    }
}

fn strayed() -> BuildError {
    BuildError("it does not read as it was written".to_owned())
}
