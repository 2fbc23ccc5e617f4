//! Random schemas, built from nouns. The pools of names are small, so that two of them have much
//! in common and the same name often means different things.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use sterna_schema::{
    Action, Check, Column, ConflictResolution, Deferral, Expression, ForeignKey, Generated, Index,
    IndexColumn, PrimaryKey, Schema, Table, TableOptions, Trigger, Unique, View, same_name,
};

const TABLES: [&str; 4] = ["posts", "Users", "tags", "odd \"name'"];
const COLUMNS: [&str; 6] = ["id", "a", "B", "c d", "e", "order"];
const INDEXES: [&str; 6] = ["i1", "I2", "idx-posts-a", "idx-Users-a", "i5", "i\"6"];
const NAMES: [&str; 3] = ["first", "second", "Third"];

/// Any schema.
pub fn schema() -> impl Strategy<Value = Schema> {
    let tables = subsequence(&TABLES[..], 0..=TABLES.len());
    let tables = tables.prop_flat_map(|names| {
        let tables: Vec<_> = names.into_iter().map(table).collect();
        tables
    });
    let indexes = vec(
        (option::weighted(0.7, any::<prop::sample::Index>()), index()),
        INDEXES.len(),
    );
    (tables, indexes, views(), triggers()).prop_map(|(tables, indexes, views, triggers)| {
        let mut schema = Schema {
            tables,
            views,
            ..Schema::default()
        };
        add_indexes(&mut schema, indexes);
        schema.triggers = triggers;
        schema
            .triggers
            .retain(|t| schema.tables.iter().any(|table| table.name == t.table));
        schema.sort();
        schema
    })
}

/// A schema that SQLite accepts.
pub fn valid_schema() -> impl Strategy<Value = Schema> {
    schema().prop_map(|mut schema| {
        schema.tables.iter_mut().for_each(make_valid);
        make_keys_fit(&mut schema);
        schema
    })
}

/// Lets foreign keys refer to primary keys, and takes out those that cannot.
fn make_keys_fit(schema: &mut Schema) {
    let parents = schema.tables.clone();
    let primary_key = |name: &str| {
        let parent = parents.iter().find(|table| table.name == name)?;
        let terms = parent.primary_key.as_ref()?.columns.iter();
        Some(
            terms
                .map(|term| term.label().to_owned())
                .collect::<Vec<_>>(),
        )
    };
    for table in &mut schema.tables {
        table.foreign_keys.retain_mut(|key| {
            key.references = primary_key(&key.table).unwrap_or_default();
            key.references.len() == key.columns.len()
        });
    }
}

/// Takes out what SQLite refuses (<https://www.sqlite.org/lang_createtable.html>).
fn make_valid(table: &mut Table) {
    // A table keeps at least one column: without any, there is nothing that rows could keep.
    if table.column("id").is_none() {
        table.columns.insert(0, Column::new("id", "integer"));
    }
    let keeps = |column: &&mut Column| column.name == "id";
    if let Some(column) = table.columns.iter_mut().find(keeps) {
        column.generated = None;
    }
    for column in &mut table.columns {
        if column.declared.text().is_empty() {
            column.declared = "numeric".into();
        }
    }
    if table.options.strict {
        for column in &mut table.columns {
            let declared = column.declared.text();
            let fits = ["integer", "text", "real", "blob"].contains(&declared);
            column.declared = if fits { declared.into() } else { "any".into() };
        }
    }
    let computed = |name: &str| {
        let column = table.columns.iter().find(|column| column.name == name);
        column.is_some_and(|column| column.generated.is_some())
    };
    if let Some(key) = &mut table.primary_key {
        key.columns.retain(|term| !computed(term.label()));
    }
    table.primary_key = table
        .primary_key
        .take()
        .filter(|key| !key.columns.is_empty());
    table.options.without_rowid &= table.primary_key.is_some();
    if let Some(key) = &mut table.primary_key {
        let sole = (key.columns.len() == 1).then(|| key.columns[0].label());
        let column = table
            .columns
            .iter()
            .find(|column| Some(column.name.as_str()) == sole);
        let is_integer = column.is_some_and(|column| column.declared.text() == "integer");
        key.autoincrement &= is_integer && !table.options.without_rowid;
        table.uniques.retain(|unique| unique.columns != key.columns);
    }
}

/// On which table, if on any; unique, over which columns, partial.
type RandomIndex = (Option<prop::sample::Index>, (bool, Vec<usize>, bool));

fn add_indexes(schema: &mut Schema, indexes: Vec<RandomIndex>) {
    if schema.tables.is_empty() {
        return;
    }
    for (name, (place, (unique, terms, partial))) in INDEXES.iter().zip(indexes) {
        let Some(place) = place else { continue };
        let at = place.index(schema.tables.len());
        let table = &mut schema.tables[at];
        let columns = pick(table, &terms);
        let first = columns[0].label().to_owned();
        table.indexes.push(Index {
            name: (*name).to_owned(),
            unique,
            columns,
            predicate: partial.then(|| Expression::new(format!("\"{first}\" > 0"))),
        });
    }
}

fn index() -> impl Strategy<Value = (bool, Vec<usize>, bool)> {
    (
        any::<bool>(),
        vec(0..6_usize, 1..3),
        prop::bool::weighted(0.2),
    )
}

fn pick(table: &Table, places: &[usize]) -> Vec<IndexColumn> {
    let mut terms: Vec<IndexColumn> = Vec::new();
    for place in places {
        let name = &table.columns[place % table.columns.len()].name;
        if terms.iter().all(|term| term.label() != name) {
            terms.push(IndexColumn::column(name.clone()));
        }
    }
    terms
}

fn table(name: &'static str) -> impl Strategy<Value = Table> {
    let columns = subsequence(&COLUMNS[..], 1..=COLUMNS.len()).prop_shuffle();
    let columns = columns.prop_flat_map(|names| {
        let columns: Vec<_> = names.into_iter().map(column).collect();
        columns
    });
    let terms = || vec(0..6_usize, 1..3);
    (
        columns,
        option::weighted(0.7, (terms(), any::<bool>(), conflict())),
        vec((terms(), constraint_name(), conflict()), 0..3),
        vec(
            (
                terms(),
                select(&TABLES[..]),
                constraint_name(),
                action(),
                action(),
                any::<bool>(),
            ),
            0..3,
        ),
        vec((0..4_u8, constraint_name()), 0..3),
        any::<(bool, bool)>(),
    )
        .prop_map(
            move |(columns, key, uniques, keys, checks, (strict, without_rowid))| {
                let mut table = Table::new(name);
                table.columns = columns;
                table.primary_key = key.map(|(terms, autoincrement, on_conflict)| PrimaryKey {
                    name: None,
                    columns: pick(&table, &terms),
                    autoincrement,
                    on_conflict,
                });
                table.options = TableOptions {
                    strict,
                    without_rowid,
                };
                add_uniques(&mut table, uniques);
                add_foreign_keys(&mut table, keys);
                add_checks(&mut table, checks);
                table
            },
        )
}

fn add_uniques(
    table: &mut Table,
    uniques: Vec<(Vec<usize>, Option<&'static str>, Option<ConflictResolution>)>,
) {
    for (terms, name, on_conflict) in uniques {
        let columns = pick(table, &terms);
        let known = |other: &Unique| other.columns == columns || is_taken(&other.name, name);
        if !table.uniques.iter().any(known) {
            table.uniques.push(Unique {
                name: name.map(str::to_owned),
                columns,
                on_conflict,
            });
        }
    }
}

type RandomKey = (
    Vec<usize>,
    &'static str,
    Option<&'static str>,
    Action,
    Action,
    bool,
);

fn add_foreign_keys(table: &mut Table, keys: Vec<RandomKey>) {
    for (terms, target, name, on_delete, on_update, deferred) in keys {
        let columns: Vec<_> = pick(table, &terms)
            .iter()
            .map(|t| t.label().to_owned())
            .collect();
        let key = ForeignKey {
            name: name.map(str::to_owned),
            references: columns.clone(),
            columns,
            table: target.to_owned(),
            on_delete,
            on_update,
            deferral: if deferred {
                Deferral::Deferred
            } else {
                Deferral::Immediate
            },
        };
        let known = |other: &ForeignKey| other.joins_like(&key) || is_taken(&other.name, name);
        if !table.foreign_keys.iter().any(known) {
            table.foreign_keys.push(key);
        }
    }
}

fn add_checks(table: &mut Table, checks: Vec<(u8, Option<&'static str>)>) {
    for (number, name) in checks {
        let expression = Expression::new(format!("{number} > 0"));
        let known = |c: &Check| c.expression == expression || is_taken(&c.name, name);
        if !table.checks.iter().any(known) {
            table.checks.push(Check {
                name: name.map(str::to_owned),
                expression,
            });
        }
    }
}

fn is_taken(other: &Option<String>, name: Option<&str>) -> bool {
    matches!((other, name), (Some(other), Some(name)) if same_name(other, name))
}

fn column(name: &'static str) -> impl Strategy<Value = Column> {
    let declared = select(&["integer", "text", "varchar(10)", "real", "blob", ""][..]);
    let default = select(&[None, None, Some("0"), Some("'it''s'"), Some("(1 + 1)")][..]);
    let collation = select(&[None, None, Some("NOCASE"), Some("nocase")][..]);
    let generated = select(&[None, None, None, None, Some(true), Some(false)][..]);
    (declared, any::<bool>(), default, collation, generated).prop_map(
        move |(declared, nullable, default, collation, generated)| Column {
            nullable,
            default: default.filter(|_| generated.is_none()).map(Expression::new),
            collation: collation.map(str::to_owned),
            generated: generated.map(|stored| Generated {
                expression: Expression::new("1 + 1"),
                stored,
            }),
            ..Column::new(name, declared)
        },
    )
}

fn views() -> impl Strategy<Value = Vec<View>> {
    named(&["v1", "v2"], |name, number| View {
        name: name.to_owned(),
        definition: Expression::new(format!("CREATE VIEW {name} AS SELECT {number}")),
    })
}

fn triggers() -> impl Strategy<Value = Vec<Trigger>> {
    named(&["g1", "g2", "g3"], |name, number| Trigger {
        name: name.to_owned(),
        table: TABLES[usize::from(number)].to_owned(),
        definition: Expression::new(format!(
            "CREATE TRIGGER {name} AFTER INSERT ON \"{}\" BEGIN SELECT 1; END",
            TABLES[usize::from(number)]
        )),
    })
}

fn named<T: std::fmt::Debug>(
    names: &'static [&'static str],
    object: impl Fn(&str, u8) -> T,
) -> impl Strategy<Value = Vec<T>> {
    vec(option::of(0..3_u8), names.len()).prop_map(move |numbers| {
        let numbered = names.iter().zip(numbers);
        let some = numbered.filter_map(|(name, number)| Some((name, number?)));
        some.map(|(name, number)| object(name, number)).collect()
    })
}

fn constraint_name() -> impl Strategy<Value = Option<&'static str>> {
    option::weighted(0.3, select(&NAMES[..]))
}

fn conflict() -> impl Strategy<Value = Option<ConflictResolution>> {
    option::weighted(0.1, Just(ConflictResolution::Replace))
}

fn action() -> impl Strategy<Value = Action> {
    select(
        &[
            Action::NoAction,
            Action::NoAction,
            Action::Cascade,
            Action::SetNull,
        ][..],
    )
}
