//! The part of a schema that operations can have to do with.
//!
//! SQLite reads its schema table once for every object that it creates, so a shadow of 1,000
//! tables takes as long as ten of 300, and most operations are about one of them. A table that
//! nothing mentions cannot tell a shadow apart from the database: no key, view or trigger joins
//! it to what changes, and its names are not taken.
//!
//! What must stay absent: a guess. A text that cannot be told apart keeps everything.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use sterna_schema::{Alteration, Conversion, Dropped, Expression, Index, Operation, Schema, Table};

use crate::sqlite::inspect::{Catalogue, ObjectKind};
use crate::sqlite::mention;

/// The catalogue without the tables that these operations have nothing to do with.
///
/// What stays: the tables that the operations name, those that refer to them, and those that all
/// of these refer to, and so on; every view, trigger and virtual table, and the tables that their
/// texts mention; every table with an index of a name that the operations use.
pub fn part<'a>(catalogue: &'a Catalogue, operations: &[Operation]) -> Cow<'a, Catalogue> {
    let Some(needed) = needed(catalogue, operations) else {
        return Cow::Borrowed(catalogue);
    };
    let tables = catalogue.schema().tables.iter();
    let names = tables.map(|table| table.name.to_ascii_lowercase());
    let left_out: HashSet<_> = names.filter(|name| !needed.contains(name)).collect();
    match left_out.is_empty() {
        true => Cow::Borrowed(catalogue),
        false => Cow::Owned(catalogue.without(&left_out)),
    }
}

/// The tables that are needed, in lower case; nothing where that cannot be told.
fn needed(catalogue: &Catalogue, operations: &[Operation]) -> Option<HashSet<String>> {
    let schema = catalogue.schema();
    let mut named = Names::default();
    operations
        .iter()
        .try_for_each(|operation| named.add_operation(operation))?;
    let referring = schema.tables.iter().filter(|table| {
        let mut keys = table.foreign_keys.iter();
        keys.any(|key| named.has(&key.table))
    });
    let referring: Vec<_> = referring.map(|table| table.name.clone()).collect();
    named.add_all(&referring);
    for object in catalogue.objects() {
        let joins = [
            ObjectKind::View,
            ObjectKind::Trigger,
            ObjectKind::VirtualTable,
        ];
        if joins.contains(&object.kind) {
            named.add(&object.table);
            named.add_text(object.sql.as_deref()?)?;
        }
    }
    Some(with_parents(schema, &named))
}

/// The named tables, with all that they refer to.
fn with_parents(schema: &Schema, named: &Names) -> HashSet<String> {
    let by_name: HashMap<_, _> = schema
        .tables
        .iter()
        .map(|table| (table.name.to_ascii_lowercase(), table))
        .collect();
    let is_named = |table: &&&Table| {
        let mut indexes = table.indexes.iter();
        named.has(&table.name) || indexes.any(|index| named.has(&index.name))
    };
    let mut waiting: Vec<&Table> = by_name.values().filter(is_named).copied().collect();
    waiting.extend(named.0.iter().filter_map(|name| by_name.get(name)));
    let mut needed = HashSet::new();
    while let Some(table) = waiting.pop() {
        if needed.insert(table.name.to_ascii_lowercase()) {
            let keys = table.foreign_keys.iter();
            let parents = keys.filter_map(|key| by_name.get(&key.table.to_ascii_lowercase()));
            waiting.extend(parents);
        }
    }
    needed
}

/// Names in lower case: of tables, of indexes, and whatever else a text mentions.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn has(&self, name: &str) -> bool {
        self.0.contains(&name.to_ascii_lowercase())
    }

    fn add(&mut self, name: &str) {
        self.0.insert(name.to_ascii_lowercase());
    }

    fn add_all<'n>(&mut self, names: impl IntoIterator<Item = &'n String>) {
        names.into_iter().for_each(|name| self.add(name));
    }

    /// Every word of a text; nothing if it cannot be told apart.
    fn add_text(&mut self, sql: &str) -> Option<()> {
        for word in mention::words(sql)? {
            self.add(&word);
        }
        Some(())
    }

    fn add_operation(&mut self, operation: &Operation) -> Option<()> {
        match operation {
            Operation::CreateTable(table) => self.add_table(table),
            Operation::DropTable(Dropped::Known(table)) => self.add_table(table),
            Operation::DropTable(Dropped::Named(name)) => self.add(name),
            Operation::RenameTable { from, to } => self.add_all([from, to]),
            Operation::AlterTable { table, alterations } => {
                self.add(table);
                alterations
                    .iter()
                    .try_for_each(|alteration| self.add_alteration(alteration))?;
            }
            Operation::CreateView(view) | Operation::DropView(Dropped::Known(view)) => {
                self.add_text(view.definition.sql())?;
            }
            Operation::CreateTrigger(trigger) | Operation::DropTrigger(Dropped::Known(trigger)) => {
                self.add(&trigger.table);
                self.add_text(trigger.definition.sql())?;
            }
            // Views and triggers that are there stay with all that they mention.
            Operation::DropView(Dropped::Named(_)) | Operation::DropTrigger(Dropped::Named(_)) => {}
            Operation::BulkInsert(insert) => self.add(&insert.table),
            Operation::Execute(_) => return None,
        }
        Some(())
    }

    fn add_table(&mut self, table: &Table) {
        self.add(&table.name);
        self.add_all(table.indexes.iter().map(|index| &index.name));
        self.add_all(table.foreign_keys.iter().map(|key| &key.table));
    }

    fn add_alteration(&mut self, alteration: &Alteration) -> Option<()> {
        match alteration {
            Alteration::CreateIndex(Index { name, .. })
            | Alteration::DropIndex(Dropped::Named(name) | Dropped::Known(Index { name, .. })) => {
                self.add(name)
            }
            Alteration::AddForeignKey(key) | Alteration::DropForeignKey(Dropped::Known(key)) => {
                self.add(&key.table);
            }
            Alteration::AddColumn { backfill, .. } | Alteration::DropColumn { backfill, .. } => {
                self.add_expression(backfill.as_ref())?;
            }
            Alteration::AlterColumn {
                convert, restore, ..
            } => {
                self.add_conversion(convert)?;
                self.add_conversion(restore)?;
            }
            _ => {}
        }
        Some(())
    }

    /// A value for rows may be asked of another table.
    fn add_conversion(&mut self, conversion: &Conversion) -> Option<()> {
        self.add_expression(conversion.backfill.as_ref())?;
        self.add_expression(conversion.using.as_ref())
    }

    fn add_expression(&mut self, expression: Option<&Expression>) -> Option<()> {
        expression.map_or(Some(()), |expression| self.add_text(expression.sql()))
    }
}
