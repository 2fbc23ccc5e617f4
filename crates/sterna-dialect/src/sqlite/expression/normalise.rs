//! The canonical forms of an operation that came from a revision file.
//!
//! A revision file holds text; the reader of a database holds text and its canonical form. Here
//! the former gets what the latter has, so that both compare.

use sterna_schema::{
    Alteration, Check, Column, Conversion, DeclaredType, Dropped, Expression, Generated, Index,
    IndexColumn, IndexKey, Operation, PrimaryKey, Table, Trigger, Unique, View,
};

use super::super::types::{self, affinity, strict_affinity};
use super::super::{ReadError, settle};
use super::print::collation_name;
use super::{default, definition, expression};

/// Gives every expression, type, collation and definition of an operation its canonical form.
///
/// What only the whole table can tell (the spelling of a column's name in its table, whether a
/// collation is the column's own, whether `INT` is the rowid's column) is settled for tables
/// that are created; an alteration of a table that is elsewhere keeps it as written.
///
/// # Errors
///
/// A text is not what it should be.
pub fn normalise(operation: &mut Operation) -> Result<(), ReadError> {
    match operation {
        Operation::CreateTable(table) | Operation::DropTable(Dropped::Known(table)) => {
            whole_table(table)
        }
        Operation::AlterTable { alterations, .. } => {
            alterations.iter_mut().try_for_each(alteration)
        }
        Operation::CreateView(view) | Operation::DropView(Dropped::Known(view)) => self::view(view),
        Operation::CreateTrigger(trigger) | Operation::DropTrigger(Dropped::Known(trigger)) => {
            self::trigger(trigger)
        }
        Operation::DropTable(Dropped::Named(_))
        | Operation::DropView(Dropped::Named(_))
        | Operation::DropTrigger(Dropped::Named(_))
        | Operation::RenameTable { .. }
        | Operation::Execute(_)
        | Operation::BulkInsert(_) => Ok(()),
    }
}

fn alteration(alteration: &mut Alteration) -> Result<(), ReadError> {
    match alteration {
        Alteration::AddColumn { column, backfill } => {
            loose_column(column)?;
            optional(backfill)
        }
        Alteration::DropColumn { column, backfill } => {
            dropped(column, loose_column)?;
            optional(backfill)
        }
        Alteration::AlterColumn {
            from,
            to,
            convert,
            restore,
        } => {
            loose_column(from)?;
            loose_column(to)?;
            tell_rowid_apart(from, to);
            conversion(convert)?;
            conversion(restore)
        }
        Alteration::SetPrimaryKey { from, to } => from.iter_mut().chain(to).try_for_each(key),
        Alteration::AddUnique(unique) => self::unique(unique),
        Alteration::DropUnique(unique) => dropped(unique, self::unique),
        Alteration::AddCheck(check) => self::check(check),
        Alteration::DropCheck(check) => dropped(check, self::check),
        Alteration::CreateIndex(index) => self::index(index),
        Alteration::DropIndex(index) => dropped(index, self::index),
        Alteration::RenameColumn { .. }
        | Alteration::AddForeignKey(_)
        | Alteration::DropForeignKey(_)
        | Alteration::SetOptions { .. } => Ok(()),
    }
}

fn dropped<T>(
    object: &mut Dropped<T>,
    normalise: impl FnOnce(&mut T) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    match object {
        Dropped::Known(object) => normalise(object),
        Dropped::Named(_) => Ok(()),
    }
}

fn whole_table(table: &mut Table) -> Result<(), ReadError> {
    let strict = table.options.strict;
    table
        .columns
        .iter_mut()
        .try_for_each(|c| column(c, strict))?;
    table.primary_key.iter_mut().try_for_each(key)?;
    table.uniques.iter_mut().try_for_each(unique)?;
    table.checks.iter_mut().try_for_each(check)?;
    table.indexes.iter_mut().try_for_each(index)?;
    settle::table(table);
    Ok(())
}

/// A column of which it is not known whether its table is STRICT: that matters to the default
/// of an `ANY` column alone, which then keeps the form in which nothing is converted.
fn loose_column(object: &mut Column) -> Result<(), ReadError> {
    column(object, true)
}

fn column(column: &mut Column, strict: bool) -> Result<(), ReadError> {
    let text = column.declared.text();
    let affinity = if strict {
        strict_affinity(text)
    } else {
        affinity(text)
    };
    let declared = types::declared_type(text);
    set_type(&mut column.declared, declared);
    if let Some(written) = column.default.take() {
        column.default = default(written.sql(), affinity)?;
    }
    set_collation(&mut column.collation);
    column.collation.take_if(|collation| collation == "BINARY");
    match &mut column.generated {
        Some(Generated { expression, .. }) => one(expression),
        None => Ok(()),
    }
}

/// `INT` and `INTEGER` are one type everywhere but in the column that is the rowid. An operation
/// that turns one into the other means that column.
fn tell_rowid_apart(from: &mut Column, to: &mut Column) {
    let [left, right] = [&*from, &*to].map(|column| types::key_type(column.declared.text()));
    if from.declared == to.declared && left != right {
        set_type(&mut from.declared, left);
        set_type(&mut to.declared, right);
    }
}

fn set_type(slot: &mut DeclaredType, canonical: DeclaredType) {
    let sea = slot.sea.take();
    *slot = canonical;
    slot.sea = sea;
}

fn set_collation(slot: &mut Option<String>) {
    if let Some(collation) = slot {
        *collation = collation_name(collation);
    }
}

fn key(key: &mut PrimaryKey) -> Result<(), ReadError> {
    terms(&mut key.columns)
}

fn unique(unique: &mut Unique) -> Result<(), ReadError> {
    terms(&mut unique.columns)
}

fn check(check: &mut Check) -> Result<(), ReadError> {
    one(&mut check.expression)
}

fn index(index: &mut Index) -> Result<(), ReadError> {
    terms(&mut index.columns)?;
    optional(&mut index.predicate)
}

fn terms(terms: &mut [IndexColumn]) -> Result<(), ReadError> {
    terms.iter_mut().try_for_each(|term| {
        set_collation(&mut term.collation);
        match &mut term.key {
            IndexKey::Expression(expression) => one(expression),
            IndexKey::Column(_) => Ok(()),
        }
    })
}

fn conversion(conversion: &mut Conversion) -> Result<(), ReadError> {
    optional(&mut conversion.backfill)?;
    optional(&mut conversion.using)
}

fn view(view: &mut View) -> Result<(), ReadError> {
    view.definition = definition(view.definition.sql())?;
    Ok(())
}

fn trigger(trigger: &mut Trigger) -> Result<(), ReadError> {
    trigger.definition = definition(trigger.definition.sql())?;
    Ok(())
}

fn optional(slot: &mut Option<Expression>) -> Result<(), ReadError> {
    slot.as_mut().map_or(Ok(()), one)
}

fn one(slot: &mut Expression) -> Result<(), ReadError> {
    *slot = expression(slot.sql())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use sterna_schema::{ColumnType, ForeignKey, TableOptions};

    use super::super::super::parse;
    use super::*;

    fn normalised(mut operation: Operation) -> Operation {
        normalise(&mut operation).unwrap();
        operation
    }

    fn by_hand() -> Table {
        let id = Column::new("Id", "INTEGER").not_null();
        let name = Column {
            collation: Some("nocase".to_owned()),
            ..Column::new("name", "varchar ( 80 )").default(Expression::new("( 'x' )"))
        };
        let mut term = IndexColumn::column("NAME");
        term.collation = Some("noCase".to_owned());
        Table {
            columns: vec![
                id,
                name,
                Column::new("flag", "INT").default(Expression::new("TRUE")),
            ],
            primary_key: Some(PrimaryKey {
                columns: vec![IndexColumn::column("id")],
                ..PrimaryKey::default()
            }),
            uniques: vec![Unique {
                columns: vec![term],
                ..Unique::default()
            }],
            foreign_keys: vec![ForeignKey {
                columns: vec!["FLAG".to_owned()],
                table: "p".to_owned(),
                references: vec!["x".to_owned()],
                ..ForeignKey::default()
            }],
            checks: vec![Check {
                name: None,
                expression: Expression::new("((Name)) <> 'y' /* why */"),
            }],
            ..Table::new("t")
        }
    }

    #[test]
    fn a_table_by_hand_is_the_table_that_is_read() {
        let read = parse::table(
            "CREATE TABLE t (Id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(80) COLLATE NOCASE DEFAULT 'x', \
             flag INTEGER DEFAULT '1', UNIQUE (name), FOREIGN KEY (flag) REFERENCES p (x), \
             CHECK (name != 'y'))",
        );
        let read = Operation::CreateTable(read.unwrap());
        assert_eq!(normalised(Operation::CreateTable(by_hand())), read);
        assert_eq!(normalised(read.clone()), read);
    }

    #[test]
    fn a_strict_table_keeps_what_any_gets() {
        let options = TableOptions {
            strict: true,
            without_rowid: false,
        };
        let with = |default, options| {
            let column = Column::new("a", "ANY").default(Expression::new(default));
            let table = Table {
                columns: vec![column],
                options,
                ..Table::new("t")
            };
            normalised(Operation::CreateTable(table))
        };
        assert_ne!(with("'0'", options), with("0", options));
        assert_eq!(
            with("'0'", TableOptions::default()),
            with("0", TableOptions::default())
        );
    }

    fn alter(alteration: Alteration) -> Operation {
        Operation::AlterTable {
            table: "t".to_owned(),
            alterations: vec![alteration],
        }
    }

    fn change(from: &str, to: &str) -> (Column, Column) {
        let [from, to] = [from, to].map(|declared| Box::new(Column::new("a", declared)));
        let [convert, restore] = [Conversion::default(), Conversion::default()];
        let operation = normalised(alter(Alteration::AlterColumn {
            from,
            to,
            convert,
            restore,
        }));
        match operation {
            Operation::AlterTable { alterations, .. } => match alterations.into_iter().next() {
                Some(Alteration::AlterColumn { from, to, .. }) => (*from, *to),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_change_from_int_to_integer_is_a_change_and_int_alone_is_integer() {
        let (from, to) = change("INT", "INTEGER");
        assert_ne!(from.declared, to.declared);
        let (from, to) = change("INT", "int");
        assert_eq!(from.declared, to.declared);
        assert_eq!(from.declared.canonical(), "integer");
    }

    #[test]
    fn the_type_of_sea_orm_stays_beside() {
        let mut column = Column::new("a", "UUID_TEXT");
        column.declared.sea = Some(ColumnType::Uuid);
        let operation = normalised(alter(Alteration::AddColumn {
            column,
            backfill: None,
        }));
        assert!(format!("{operation:?}").contains("Uuid"));
    }

    #[test]
    fn expressions_definitions_and_indexes_get_their_form() {
        let check = |sql: &str| {
            let expression = Expression::new(sql);
            normalised(alter(Alteration::AddCheck(Check {
                name: None,
                expression,
            })))
        };
        assert_eq!(check("a == 1"), check("(A) = 1 -- one"));
        assert_ne!(check("a == 1"), check("a == 2"));
        let view = |sql: &str| {
            let definition = Expression::new(sql);
            normalised(Operation::CreateView(View {
                name: "v".to_owned(),
                definition,
            }))
        };
        assert_eq!(
            view("CREATE VIEW v AS SELECT 1"),
            view("create view [v] as select 1;")
        );
        let index = |predicate: &str| {
            normalised(alter(Alteration::CreateIndex(Index {
                name: "i".to_owned(),
                unique: false,
                columns: vec![IndexColumn::column("a")],
                predicate: Some(Expression::new(predicate)),
            })))
        };
        assert_eq!(index("a > 0"), index("(a>0)"));
    }

    #[test]
    fn what_breaks_out_is_refused() {
        for hostile in [
            "1) STRICT; --",
            "1, b TEXT",
            "1; DROP TABLE t",
            "'",
            "1 FROM t",
        ] {
            let expression = Expression::new(hostile);
            let mut add = alter(Alteration::AddCheck(Check {
                name: None,
                expression,
            }));
            assert!(normalise(&mut add).is_err(), "{hostile}");
            let column = Column::new("a", "TEXT").default(Expression::new(hostile));
            let mut add = alter(Alteration::AddColumn {
                column,
                backfill: None,
            });
            assert!(normalise(&mut add).is_err(), "{hostile}");
        }
    }
}
