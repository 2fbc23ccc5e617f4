//! What becomes of each table and column that is there: which name it gets, and whether its
//! values stay what they are. Pure.

use sterna_dialect::sqlite::types::{Affinity, affinity};
use sterna_schema::{
    Alteration, Column, Conversion, Expression, ForeignKey, Operation, Schema, Table, same_name,
};

/// A schema, and what operations make of it.
#[derive(Clone, Debug)]
pub(super) struct Lineage {
    tables: Vec<TableLine>,
}

/// What becomes of a table.
#[derive(Clone, Debug)]
pub(super) struct TableLine {
    /// The name it has.
    pub(super) before: String,
    /// The last name it gets.
    pub(super) after: String,
    /// Whether it goes.
    pub(super) is_dropped: bool,
    /// Whether any operation is about it.
    pub(super) is_touched: bool,
    /// Its columns, but for those that are computed and hold nothing.
    pub(super) columns: Vec<ColumnLine>,
    /// The foreign keys that it gets, in the words of the operations.
    pub(super) added_keys: Vec<ForeignKey>,
}

/// What becomes of a column.
#[derive(Clone, Debug)]
pub(super) struct ColumnLine {
    /// The name it has.
    pub(super) before: String,
    /// The last name it gets.
    pub(super) after: String,
    /// What becomes of its values.
    pub(super) fate: Fate,
}

/// What becomes of the values of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// They stay what they are.
    Kept,
    /// They may become others.
    Converted,
    /// They go; on the way back, rows get this value or none.
    Dropped { neutral: Option<Expression> },
}

impl Lineage {
    /// Follows the operations one after the other.
    pub(super) fn new(schema: &Schema, operations: &[Operation]) -> Self {
        let tables = schema.tables.iter().map(TableLine::new).collect();
        let mut lineage = Self { tables };
        operations.iter().for_each(|one| lineage.follow(one));
        lineage
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &TableLine> {
        self.tables.iter()
    }

    /// The table by the name that it has before all.
    pub(super) fn before(&self, name: &str) -> Option<&TableLine> {
        self.tables().find(|table| same_name(&table.before, name))
    }

    /// The table by the last name that it gets.
    pub(super) fn after(&self, name: &str) -> Option<&TableLine> {
        self.tables().find(|table| same_name(&table.after, name))
    }

    fn follow(&mut self, operation: &Operation) {
        match operation {
            Operation::RenameTable { from, to } => {
                if let Some(table) = self.touch(from) {
                    table.after.clone_from(to);
                }
            }
            Operation::DropTable(dropped) => {
                if let Some(table) = dropped.name().and_then(|name| self.touch(name)) {
                    table.is_dropped = true;
                }
            }
            Operation::AlterTable { table, alterations } => {
                if let Some(table) = self.touch(table) {
                    alterations.iter().for_each(|one| table.follow(one));
                }
            }
            _ => {}
        }
    }

    fn touch(&mut self, name: &str) -> Option<&mut TableLine> {
        let there = |table: &&mut TableLine| !table.is_dropped && same_name(&table.after, name);
        let table = self.tables.iter_mut().find(there)?;
        table.is_touched = true;
        Some(table)
    }
}

impl TableLine {
    fn new(table: &Table) -> Self {
        let holding = table.columns.iter().filter(|one| one.generated.is_none());
        Self {
            before: table.name.clone(),
            after: table.name.clone(),
            is_dropped: false,
            is_touched: false,
            columns: holding.map(ColumnLine::new).collect(),
            added_keys: Vec::new(),
        }
    }

    /// The column by the last name that it gets.
    pub(super) fn column_after(&self, name: &str) -> Option<&ColumnLine> {
        let mut columns = self.columns.iter();
        columns.find(|column| same_name(&column.after, name))
    }

    /// The columns whose values stay what they are.
    pub(super) fn kept(&self) -> impl Iterator<Item = &ColumnLine> {
        self.with_fate(|fate| *fate == Fate::Kept)
    }

    /// The columns whose values may become others.
    pub(super) fn converted(&self) -> impl Iterator<Item = &ColumnLine> {
        self.with_fate(|fate| *fate == Fate::Converted)
    }

    /// The columns whose values go.
    pub(super) fn dropped(&self) -> impl Iterator<Item = &ColumnLine> {
        self.with_fate(|fate| matches!(fate, Fate::Dropped { .. }))
    }

    fn with_fate(&self, is: impl Fn(&Fate) -> bool) -> impl Iterator<Item = &ColumnLine> {
        self.columns.iter().filter(move |column| is(&column.fate))
    }

    fn follow(&mut self, alteration: &Alteration) {
        match alteration {
            Alteration::RenameColumn { from, to } => {
                if let Some(column) = self.holding(from) {
                    column.after.clone_from(to);
                }
            }
            Alteration::DropColumn { column, backfill } => {
                let dropped = column.name().and_then(|name| self.holding(name));
                if let Some(dropped) = dropped {
                    let neutral = backfill.clone();
                    dropped.fate = Fate::Dropped { neutral };
                }
            }
            Alteration::AlterColumn {
                from, to, convert, ..
            } => {
                if let Some(column) = self.holding(&to.name)
                    && let Some(fate) = fate(from, to, convert)
                {
                    column.fate = fate;
                }
            }
            Alteration::AddForeignKey(key) => self.added_keys.push(key.clone()),
            Alteration::SetOptions { from, to } if from.strict != to.strict => {
                self.columns.iter_mut().for_each(ColumnLine::may_change);
            }
            _ => {}
        }
    }

    fn holding(&mut self, name: &str) -> Option<&mut ColumnLine> {
        let holds = |column: &&mut ColumnLine| !matches!(column.fate, Fate::Dropped { .. });
        let mut columns = self.columns.iter_mut().filter(holds);
        columns.find(|column| same_name(&column.after, name))
    }
}

impl ColumnLine {
    fn new(column: &Column) -> Self {
        Self {
            before: column.name.clone(),
            after: column.name.clone(),
            fate: Fate::Kept,
        }
    }

    /// A table that becomes STRICT, or is it no longer, may hold what it would not take again.
    fn may_change(&mut self) {
        if self.fate == Fate::Kept {
            self.fate = Fate::Converted;
        }
    }
}

/// What an alteration makes of the values; nothing if they stay what they are.
fn fate(from: &Column, to: &Column, convert: &Conversion) -> Option<Fate> {
    if to.generated.is_some() {
        return Some(Fate::Dropped { neutral: None });
    }
    let of = |column: &Column| -> Affinity { affinity(column.declared.text()) };
    let changes = convert.using.is_some() || convert.backfill.is_some() || of(from) != of(to);
    changes.then_some(Fate::Converted)
}

#[cfg(test)]
mod tests {
    use sterna_schema::Dropped;

    use super::*;

    fn schema() -> Schema {
        let mut posts = Table::new("posts");
        posts.columns = ["id", "title", "price"].map(text).to_vec();
        Schema {
            tables: vec![posts, Table::new("users")],
            ..Schema::default()
        }
    }

    fn text(name: &str) -> Column {
        Column::new(name, "text")
    }

    #[test]
    fn names_and_values_are_followed() {
        let operations = [
            Operation::RenameTable {
                from: "Posts".to_owned(),
                to: "articles".to_owned(),
            },
            Operation::AlterTable {
                table: "articles".to_owned(),
                alterations: vec![
                    Alteration::RenameColumn {
                        from: "title".to_owned(),
                        to: "headline".to_owned(),
                    },
                    Alteration::DropColumn {
                        column: Dropped::Known(text("headline")),
                        backfill: None,
                    },
                    Alteration::AlterColumn {
                        from: Box::new(text("price")),
                        to: Box::new(Column::new("price", "integer")),
                        convert: Conversion::default(),
                        restore: Conversion::default(),
                    },
                ],
            },
        ];
        let lineage = Lineage::new(&schema(), &operations);
        let posts = lineage.after("articles").unwrap();
        assert_eq!((posts.before.as_str(), posts.is_touched), ("posts", true));
        let fates = posts.columns.iter().map(|one| &one.fate);
        let dropped = Fate::Dropped { neutral: None };
        assert_eq!(
            fates.collect::<Vec<_>>(),
            [&Fate::Kept, &dropped, &Fate::Converted]
        );
        assert_eq!(posts.column_after("headline").unwrap().before, "title");
        assert!(!lineage.before("users").unwrap().is_touched);
    }

    #[test]
    fn nothing_happens_to_what_no_operation_is_about() {
        let nullable = Operation::AlterTable {
            table: "posts".to_owned(),
            alterations: vec![Alteration::AlterColumn {
                from: Box::new(text("title").not_null()),
                to: Box::new(text("title")),
                convert: Conversion::default(),
                restore: Conversion::default(),
            }],
        };
        let lineage = Lineage::new(&schema(), &[nullable]);
        let mut columns = lineage.tables().flat_map(|table| &table.columns);
        assert!(columns.all(|column| column.fate == Fate::Kept));
    }
}
