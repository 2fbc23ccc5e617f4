//! Operations act on the model too: `apply(a, diff(a, b)) == b` needs no database.

use thiserror::Error;

use crate::{
    Alteration, Check, Column, Dropped, IndexColumn, IndexKey, Named, Operation, Schema, Table,
    Unique, same_name,
};

/// Why an operation does not fit a schema.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApplyError {
    /// Something that the operation needs is not there.
    #[error("there is no {kind} {name:?}{}", of(.table))]
    Missing {
        /// What kind of object: "table", "column", …
        kind: &'static str,
        /// Its name, or its columns where it has none.
        name: String,
        /// The table it should belong to.
        table: Option<String>,
    },
    /// Something that the operation makes is there already.
    #[error("{kind} {name:?}{} exists already", of(.table))]
    Exists {
        /// What kind of object: "table", "column", …
        kind: &'static str,
        /// Its name.
        name: String,
        /// The table it belongs to.
        table: Option<String>,
    },
}

fn of(table: &Option<String>) -> String {
    table
        .as_ref()
        .map_or_else(String::new, |table| format!(" of table {table:?}"))
}

impl Operation {
    /// The same operation with every drop by name turned into the definition found in `schema`.
    ///
    /// # Errors
    ///
    /// What it drops is not there.
    pub fn resolve(&self, schema: &Schema) -> Result<Self, ApplyError> {
        Ok(match self {
            Self::DropTable(table) => Self::DropTable(known("table", table, None, &schema.tables)?),
            Self::DropView(view) => Self::DropView(known("view", view, None, &schema.views)?),
            Self::DropTrigger(trigger) => {
                Self::DropTrigger(known("trigger", trigger, None, &schema.triggers)?)
            }
            Self::AlterTable {
                table: name,
                alterations,
            } => {
                let mut table = find(schema, name)?.clone();
                let mut resolved = Vec::with_capacity(alterations.len());
                for alteration in alterations {
                    let alteration = alteration.resolve(&table)?;
                    alteration.apply(&mut table)?;
                    resolved.push(alteration);
                }
                Self::AlterTable {
                    table: name.clone(),
                    alterations: resolved,
                }
            }
            other => other.clone(),
        })
    }
}

impl Alteration {
    /// The same alteration with a drop by name turned into the definition found in `table`.
    ///
    /// # Errors
    ///
    /// What it drops is not there.
    pub fn resolve(&self, table: &Table) -> Result<Self, ApplyError> {
        let of = Some(table.name.as_str());
        Ok(match self {
            Self::DropColumn { column, backfill } => Self::DropColumn {
                column: known("column", column, of, &table.columns)?,
                backfill: backfill.clone(),
            },
            Self::DropUnique(unique) => {
                Self::DropUnique(known("unique constraint", unique, of, &table.uniques)?)
            }
            Self::DropCheck(check) => Self::DropCheck(known("check", check, of, &table.checks)?),
            Self::DropForeignKey(key) => {
                Self::DropForeignKey(known("foreign key", key, of, &table.foreign_keys)?)
            }
            Self::DropIndex(index) => Self::DropIndex(known("index", index, of, &table.indexes)?),
            other => other.clone(),
        })
    }

    /// Changes the table as the database would, but for the text of expressions, which only a
    /// dialect can rewrite when a column is renamed.
    ///
    /// # Errors
    ///
    /// The table lacks what is changed, or has what is added.
    pub fn apply(&self, table: &mut Table) -> Result<(), ApplyError> {
        match self {
            Self::AddColumn { column, .. } => {
                add("column", &mut table.columns, column, &table.name)
            }
            Self::DropColumn { column, .. } => {
                let meant = (table.name.as_str(), label(column));
                remove("column", &mut table.columns, meant, |c: &Column| {
                    names(c, column.name())
                })
            }
            Self::RenameColumn { from, to } => rename_column(table, from, to),
            Self::AlterColumn { from, to, .. } => {
                let slot = table
                    .columns
                    .iter_mut()
                    .find(|column| same_name(&column.name, &from.name));
                *slot.ok_or_else(|| missing("column", &from.name, &table.name))? = (**to).clone();
                Ok(())
            }
            Self::SetPrimaryKey { to, .. } => {
                table.primary_key.clone_from(to);
                Ok(())
            }
            Self::SetOptions { to, .. } => {
                table.options = *to;
                Ok(())
            }
            Self::AddUnique(unique) => {
                add_constraint("unique constraint", &mut table.uniques, unique, &table.name)
            }
            Self::DropUnique(unique) => {
                let meant = (table.name.as_str(), label(unique));
                remove(
                    "unique constraint",
                    &mut table.uniques,
                    meant,
                    |u: &Unique| match unique {
                        Dropped::Named(name) => names(u, Some(name)),
                        Dropped::Known(unique) => u.columns == unique.columns,
                    },
                )
            }
            Self::AddCheck(check) => add_constraint("check", &mut table.checks, check, &table.name),
            Self::DropCheck(check) => {
                let says = check
                    .known()
                    .map_or(label(check), |check| check.expression.sql());
                let meant = (table.name.as_str(), says);
                remove("check", &mut table.checks, meant, |c: &Check| match check {
                    Dropped::Named(name) => names(c, Some(name)),
                    Dropped::Known(check) => c == check,
                })
            }
            Self::AddForeignKey(key) => {
                add_constraint("foreign key", &mut table.foreign_keys, key, &table.name)
            }
            Self::DropForeignKey(key) => {
                let at = table.position_of(key);
                let at = at.ok_or_else(|| missing("foreign key", label(key), &table.name))?;
                table.foreign_keys.remove(at);
                Ok(())
            }
            Self::CreateIndex(index) => add("index", &mut table.indexes, index, &table.name),
            Self::DropIndex(index) => {
                let meant = (table.name.as_str(), label(index));
                remove("index", &mut table.indexes, meant, |i| {
                    names(i, index.name())
                })
            }
        }
    }
}

impl Schema {
    /// Changes the schema as the database would. Raw SQL and rows leave it as it is.
    ///
    /// # Errors
    ///
    /// The schema lacks what is changed, or has what is added; it may then be half changed.
    pub fn apply(&mut self, operation: &Operation) -> Result<(), ApplyError> {
        match operation {
            Operation::CreateTable(table) => insert("table", &mut self.tables, table)?,
            Operation::DropTable(table) => self.drop_table(table.name().unwrap_or_default())?,
            Operation::RenameTable { from, to } => self.rename_table(from, to)?,
            Operation::AlterTable { table, alterations } => self.alter_table(table, alterations)?,
            Operation::CreateView(view) => insert("view", &mut self.views, view)?,
            Operation::DropView(view) => take("view", &mut self.views, view.name())?,
            Operation::CreateTrigger(trigger) => insert("trigger", &mut self.triggers, trigger)?,
            Operation::DropTrigger(trigger) => take("trigger", &mut self.triggers, trigger.name())?,
            Operation::Execute(_) | Operation::BulkInsert(_) => {}
        }
        self.sort();
        Ok(())
    }

    fn drop_table(&mut self, name: &str) -> Result<(), ApplyError> {
        take("table", &mut self.tables, Some(name))?;
        self.triggers
            .retain(|trigger| !same_name(&trigger.table, name));
        Ok(())
    }

    fn alter_table(&mut self, name: &str, alterations: &[Alteration]) -> Result<(), ApplyError> {
        for alteration in alterations {
            let table = self.table_mut(name).ok_or_else(|| no_table(name))?;
            alteration.apply(table)?;
            if let Alteration::RenameColumn { from, to } = alteration {
                self.follow_column(name, from, to);
            }
        }
        Ok(())
    }

    fn rename_table(&mut self, from: &str, to: &str) -> Result<(), ApplyError> {
        if !same_name(from, to) && self.table(to).is_some() {
            return Err(ApplyError::Exists {
                kind: "table",
                name: to.to_owned(),
                table: None,
            });
        }
        self.table_mut(from).ok_or_else(|| no_table(from))?.name = to.to_owned();
        for key in self
            .tables
            .iter_mut()
            .flat_map(|table| &mut table.foreign_keys)
        {
            if same_name(&key.table, from) {
                to.clone_into(&mut key.table);
            }
        }
        for trigger in self
            .triggers
            .iter_mut()
            .filter(|trigger| same_name(&trigger.table, from))
        {
            to.clone_into(&mut trigger.table);
        }
        Ok(())
    }

    /// Foreign keys of other tables follow a renamed column.
    fn follow_column(&mut self, table: &str, from: &str, to: &str) {
        let keys = self
            .tables
            .iter_mut()
            .flat_map(|table| &mut table.foreign_keys);
        for key in keys.filter(|key| same_name(&key.table, table)) {
            rename_in(&mut key.references, from, to);
        }
    }
}

fn rename_column(table: &mut Table, from: &str, to: &str) -> Result<(), ApplyError> {
    if !same_name(from, to) && table.column(to).is_some() {
        return Err(exists("column", to, &table.name));
    }
    let column = table
        .columns
        .iter_mut()
        .find(|column| same_name(&column.name, from));
    column
        .ok_or_else(|| missing("column", from, &table.name))?
        .name = to.to_owned();
    for key in &mut table.foreign_keys {
        rename_in(&mut key.columns, from, to);
    }
    let key = table
        .primary_key
        .iter_mut()
        .flat_map(|key| &mut key.columns);
    let uniques = table
        .uniques
        .iter_mut()
        .flat_map(|unique| &mut unique.columns);
    let indexes = table
        .indexes
        .iter_mut()
        .flat_map(|index| &mut index.columns);
    for term in key.chain(uniques).chain(indexes) {
        rename_term(term, from, to);
    }
    Ok(())
}

fn rename_term(term: &mut IndexColumn, from: &str, to: &str) {
    match &mut term.key {
        IndexKey::Column(name) if same_name(name, from) => to.clone_into(name),
        IndexKey::Column(_) | IndexKey::Expression(_) => {}
    }
}

fn rename_in(names: &mut [String], from: &str, to: &str) {
    for name in names.iter_mut().filter(|name| same_name(name, from)) {
        to.clone_into(name);
    }
}

fn find<'a>(schema: &'a Schema, name: &str) -> Result<&'a Table, ApplyError> {
    schema.table(name).ok_or_else(|| no_table(name))
}

fn names(object: &impl Named, name: Option<&str>) -> bool {
    matches!((object.name(), name), (Some(left), Some(right)) if same_name(left, right))
}

fn known<T: Named + Clone>(
    kind: &'static str,
    dropped: &Dropped<T>,
    table: Option<&str>,
    objects: &[T],
) -> Result<Dropped<T>, ApplyError> {
    let Dropped::Named(name) = dropped else {
        return Ok(dropped.clone());
    };
    let found = objects.iter().find(|object| names(*object, Some(name)));
    let missing = || ApplyError::Missing {
        kind,
        name: name.clone(),
        table: table.map(str::to_owned),
    };
    found.cloned().map(Dropped::Known).ok_or_else(missing)
}

fn insert<T: Named + Clone>(
    kind: &'static str,
    objects: &mut Vec<T>,
    new: &T,
) -> Result<(), ApplyError> {
    if objects.iter().any(|object| names(object, new.name())) {
        let name = new.name().unwrap_or_default().to_owned();
        return Err(ApplyError::Exists {
            kind,
            name,
            table: None,
        });
    }
    objects.push(new.clone());
    Ok(())
}

fn take<T: Named>(
    kind: &'static str,
    objects: &mut Vec<T>,
    name: Option<&str>,
) -> Result<(), ApplyError> {
    let missing = || ApplyError::Missing {
        kind,
        name: name.unwrap_or_default().to_owned(),
        table: None,
    };
    let at = objects
        .iter()
        .position(|object| names(object, name))
        .ok_or_else(missing)?;
    objects.remove(at);
    Ok(())
}

fn add<T: Named + Clone>(
    kind: &'static str,
    objects: &mut Vec<T>,
    new: &T,
    table: &str,
) -> Result<(), ApplyError> {
    if objects.iter().any(|object| names(object, new.name())) {
        return Err(exists(kind, new.name().unwrap_or_default(), table));
    }
    objects.push(new.clone());
    Ok(())
}

/// Adds a constraint. A name may be there twice, of constraints that say different things: SQLite
/// heeds it in its messages alone.
fn add_constraint<T: Named + Clone + PartialEq>(
    kind: &'static str,
    constraints: &mut Vec<T>,
    new: &T,
    table: &str,
) -> Result<(), ApplyError> {
    if new.name().is_some() && constraints.contains(new) {
        return Err(exists(kind, new.name().unwrap_or_default(), table));
    }
    constraints.push(new.clone());
    Ok(())
}

fn remove<T>(
    kind: &'static str,
    objects: &mut Vec<T>,
    (table, label): (&str, &str),
    wanted: impl Fn(&T) -> bool,
) -> Result<(), ApplyError> {
    let at = objects
        .iter()
        .position(wanted)
        .ok_or_else(|| missing(kind, label, table))?;
    objects.remove(at);
    Ok(())
}

fn label<T: Named>(dropped: &Dropped<T>) -> &str {
    dropped.name().unwrap_or("without a name")
}

fn missing(kind: &'static str, name: &str, table: &str) -> ApplyError {
    ApplyError::Missing {
        kind,
        name: name.to_owned(),
        table: Some(table.to_owned()),
    }
}

fn exists(kind: &'static str, name: &str, table: &str) -> ApplyError {
    ApplyError::Exists {
        kind,
        name: name.to_owned(),
        table: Some(table.to_owned()),
    }
}

fn no_table(name: &str) -> ApplyError {
    ApplyError::Missing {
        kind: "table",
        name: name.to_owned(),
        table: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, ForeignKey};

    fn key(on_delete: Action) -> ForeignKey {
        ForeignKey {
            columns: vec!["a".to_owned()],
            table: "p".to_owned(),
            references: vec!["id".to_owned()],
            on_delete,
            ..ForeignKey::default()
        }
    }

    fn table() -> Table {
        Table {
            foreign_keys: vec![key(Action::Restrict), key(Action::NoAction)],
            ..Table::new("t")
        }
    }

    #[test]
    fn of_two_keys_that_join_the_same_the_equal_one_goes() {
        for (dropped, stays) in [
            (Action::NoAction, Action::Restrict),
            (Action::Restrict, Action::NoAction),
        ] {
            let mut table = table();
            let drop = Alteration::DropForeignKey(Dropped::Known(key(dropped)));
            drop.apply(&mut table).expect("one is there");
            assert_eq!(table.foreign_keys, [key(stays)]);
        }
    }

    #[test]
    fn without_an_equal_one_a_key_that_joins_the_same_goes() {
        let mut table = table();
        let drop = Alteration::DropForeignKey(Dropped::Known(key(Action::Cascade)));
        drop.apply(&mut table).expect("one joins the same");
        assert_eq!(table.foreign_keys.len(), 1);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let drop = Alteration::DropColumn {
            column: Dropped::Named("headline".to_owned()),
            backfill: None,
        };
        let error = drop.apply(&mut table()).expect_err("there is none");
        assert_eq!(
            error.to_string(),
            "there is no column \"headline\" of table \"t\""
        );
    }
}
