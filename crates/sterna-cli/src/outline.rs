//! A schema as text, laid out so that two of them can be compared line by line.

use std::collections::BTreeSet;

use sterna_dialect::sqlite::create::{create_index, create_table, create_trigger, create_view};
use sterna_schema::{Alteration, Operation, Schema};

/// Which part of a schema is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extract {
    /// All of it.
    Whole,
    /// The objects of these names, in lower case.
    Objects(BTreeSet<String>),
}

impl Extract {
    /// What the operations concern, as far as they say: raw SQL and renames may reach anywhere.
    pub fn concerned_by(operations: &[&Operation]) -> Self {
        let names = operations.iter().map(|operation| concerned(operation));
        match names.collect::<Option<BTreeSet<_>>>() {
            Some(names) => Self::Objects(names),
            None => Self::Whole,
        }
    }

    /// The definitions as SQL, in the order of names.
    ///
    /// The comma behind a column goes, or adding the last one would change the line before it.
    pub fn outline(&self, schema: &Schema) -> String {
        let mut definitions = Vec::new();
        for table in schema.tables.iter().filter(|table| self.has(&table.name)) {
            definitions.push(create_table(table));
            let indexes = table.indexes.iter();
            definitions.extend(indexes.map(|index| create_index(&table.name, index)));
        }
        let views = schema.views.iter().filter(|view| self.has(&view.name));
        definitions.extend(views.map(create_view));
        let triggers = schema
            .triggers
            .iter()
            .filter(|trigger| self.has(&trigger.name));
        definitions.extend(triggers.map(create_trigger));
        let lines = definitions.iter().flat_map(|definition| definition.lines());
        lines
            .map(|line| format!("{}\n", line.trim_end().trim_end_matches(',')))
            .collect()
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Objects(names) => names.contains(&name.to_ascii_lowercase()),
        }
    }
}

/// The object that an operation concerns; none if that cannot be told.
fn concerned(operation: &Operation) -> Option<String> {
    let name = match operation {
        Operation::CreateTable(table) => &table.name,
        Operation::DropTable(table) => table.name()?,
        Operation::AlterTable { table, alterations } => {
            let renames = |one: &Alteration| matches!(one, Alteration::RenameColumn { .. });
            (!alterations.iter().any(renames)).then_some(table)?
        }
        Operation::CreateView(view) => &view.name,
        Operation::DropView(view) => view.name()?,
        Operation::CreateTrigger(trigger) => &trigger.name,
        Operation::DropTrigger(trigger) => trigger.name()?,
        Operation::BulkInsert(insert) => &insert.table,
        Operation::RenameTable { .. } | Operation::Execute(_) => return None,
    };
    Some(name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use sterna_schema::{Column, RawSql, Table};

    use super::*;
    use crate::output::unified;

    fn schema(tables: &[&Table]) -> Schema {
        Schema {
            tables: tables.iter().map(|&table| table.clone()).collect(),
            ..Schema::default()
        }
    }

    #[test]
    fn an_added_column_is_one_added_line() {
        let mut table = Table::new("posts");
        table.columns.push(Column::new("id", "integer"));
        let before = Extract::Whole.outline(&schema(&[&table]));
        table.columns.push(Column::new("title", "text"));
        let after = Extract::Whole.outline(&schema(&[&table]));
        let difference = unified(&before, &after);
        let changed = difference
            .lines()
            .skip(1)
            .filter(|line| !line.starts_with(' '));
        assert_eq!(changed.collect::<Vec<_>>(), ["+  \"title\" text"]);
    }

    #[test]
    fn only_what_is_concerned_is_looked_at() {
        let (posts, users) = (Table::new("Posts"), Table::new("users"));
        let schema = schema(&[&posts, &users]);
        let create = Operation::CreateTable(Table::new("posts"));
        let outline = Extract::concerned_by(&[&create]).outline(&schema);
        assert!(
            outline.contains("Posts") && !outline.contains("users"),
            "{outline}"
        );
        let sql = Operation::Execute(RawSql {
            sql: String::new(),
            reverse: None,
        });
        assert_eq!(Extract::concerned_by(&[&create, &sql]), Extract::Whole);
    }
}
