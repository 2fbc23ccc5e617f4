//! Stored objects to one schema.

use std::collections::HashMap;
use std::mem;

use bumpalo::Bump;
use sterna_schema::{Schema, Table, Trigger, Unmanaged, View, same_name};

use super::{ObjectKind, StoredObject};
use crate::sqlite::expression::definition;
use crate::sqlite::{ReadError, parse, settle};

/// The schema that these objects make, and why some of them are not in it.
pub(super) fn schema<'o>(
    objects: impl IntoIterator<Item = &'o StoredObject>,
) -> (Schema, Vec<ReadError>) {
    let mut assembly = Assembly::default();
    let mut indexes = Vec::new();
    for object in objects {
        match object.kind {
            ObjectKind::Index => indexes.push(object),
            ObjectKind::Table => assembly.table(object),
            ObjectKind::VirtualTable | ObjectKind::ShadowTable => {
                assembly.leave(&object.name, object.kind.word());
            }
            ObjectKind::View => assembly.view(object),
            ObjectKind::Trigger => assembly.trigger(object),
        }
    }
    indexes.into_iter().for_each(|index| assembly.index(index));
    let mut schema = assembly.schema;
    foreign_keys(&mut schema, &assembly.places);
    schema.sort();
    (schema, assembly.unread)
}

#[derive(Default)]
struct Assembly {
    schema: Schema,
    /// Where the table of that name is, in lower case.
    places: HashMap<String, usize>,
    unread: Vec<ReadError>,
    bump: Bump,
}

impl Assembly {
    fn table(&mut self, object: &StoredObject) {
        if object.is_internal() {
            return self.leave(&object.name, "table of SQLite's own");
        }
        match self.read(object, parse::table_in) {
            Ok(table) => {
                // The name by which SQLite finds it, whatever its text says.
                let table = Table {
                    name: object.name.clone(),
                    ..table
                };
                self.places
                    .insert(table.name.to_ascii_lowercase(), self.schema.tables.len());
                self.schema.tables.push(table);
            }
            Err(error) => self.leave_unread(object, error),
        }
    }

    /// An index that SQLite made for a constraint has no text; the indexes of a table that is
    /// left in peace are left with it.
    fn index(&mut self, object: &StoredObject) {
        let place = self.places.get(&object.table.to_ascii_lowercase()).copied();
        let (Some(place), false) = (place, object.is_internal()) else {
            return;
        };
        match self.read(object, parse::index_in) {
            Ok((_, mut index)) => {
                index.name.clone_from(&object.name);
                let table = &mut self.schema.tables[place];
                settle::index(&mut index, &table.columns);
                table.indexes.push(index);
            }
            Err(error) => self.leave_unread(object, error),
        }
    }

    fn view(&mut self, object: &StoredObject) {
        match self.read(object, |_, sql| definition(sql)) {
            Ok(definition) => {
                let name = object.name.clone();
                self.schema.views.push(View { name, definition });
            }
            Err(error) => self.leave_unread(object, error),
        }
    }

    fn trigger(&mut self, object: &StoredObject) {
        match self.read(object, |_, sql| definition(sql)) {
            Ok(definition) => {
                let [name, table] = [&object.name, &object.table].map(Clone::clone);
                self.schema.triggers.push(Trigger {
                    name,
                    table,
                    definition,
                });
            }
            Err(error) => self.leave_unread(object, error),
        }
    }

    /// Reads a text in the arena, which is then emptied.
    fn read<T>(
        &mut self,
        object: &StoredObject,
        read: impl FnOnce(&Bump, &str) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let sql = object.sql.as_deref().ok_or(NO_TEXT)?;
        let noun = read(&self.bump, sql);
        self.bump.reset();
        noun
    }

    fn leave(&mut self, name: &str, kind: &str) {
        let [name, kind] = [name, kind].map(str::to_owned);
        self.schema.unmanaged.push(Unmanaged { name, kind });
    }

    fn leave_unread(&mut self, object: &StoredObject, error: ReadError) {
        let kind = object.kind.word();
        self.leave(
            &object.name,
            &format!("{kind} that could not be read: {error}"),
        );
        self.unread.push(ReadError::Object {
            kind,
            name: object.name.clone(),
            source: Box::new(error),
        });
    }
}

const NO_TEXT: ReadError = ReadError::Unexpected {
    expected: "a text in UTF-8",
};

/// Adds tables that were read one by one to a schema without any, and settles what they say of
/// each other.
pub(super) fn add(schema: &mut Schema, tables: Vec<Table>) {
    let names = tables.iter().map(|table| table.name.to_ascii_lowercase());
    let places = names
        .enumerate()
        .map(|(place, name)| (name, place))
        .collect();
    schema.tables = tables;
    for table in &mut schema.tables {
        for index in &mut table.indexes {
            settle::index(index, &table.columns);
        }
    }
    foreign_keys(schema, &places);
    schema.sort();
}

/// Resolves every foreign key whose parent is there.
fn foreign_keys(schema: &mut Schema, places: &HashMap<String, usize>) {
    for at in 0..schema.tables.len() {
        let mut keys = mem::take(&mut schema.tables[at].foreign_keys);
        for key in &mut keys {
            if let Some(parent) = places.get(&key.table.to_ascii_lowercase()) {
                settle::foreign_key(key, &schema.tables[*parent]);
            }
        }
        schema.tables[at].foreign_keys = keys;
    }
}

/// Takes a table or view out, with what belongs to it.
pub(super) fn forget(schema: &mut Schema, table: &str) {
    schema.tables.retain(|other| !same_name(&other.name, table));
    schema.views.retain(|other| !same_name(&other.name, table));
    schema
        .triggers
        .retain(|trigger| !same_name(&trigger.table, table));
    schema
        .unmanaged
        .retain(|other| !same_name(&other.name, table));
}

/// Puts a few objects into a schema, each at its place in the order of names.
pub(super) fn merge(schema: &mut Schema, fresh: Schema) {
    for mut table in fresh.tables {
        for key in &mut table.foreign_keys {
            if let Some(parent) = schema.table(&key.table) {
                settle::foreign_key(key, parent);
            }
        }
        put(&mut schema.tables, table, |table| &table.name);
    }
    for view in fresh.views {
        put(&mut schema.views, view, |view| &view.name);
    }
    for trigger in fresh.triggers {
        put(&mut schema.triggers, trigger, |trigger| &trigger.name);
    }
    for object in fresh.unmanaged {
        put(&mut schema.unmanaged, object, |object| &object.name);
    }
}

fn put<T>(sorted: &mut Vec<T>, object: T, name: impl Fn(&T) -> &String) {
    let at = sorted.partition_point(|other| name(other) < name(&object));
    sorted.insert(at, object);
}
