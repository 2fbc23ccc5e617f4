//! What a range of revisions does that its two ends do not show: names that change, values for
//! rows that exist, steps that work on rows. Pure.
//!
//! A squash compares the schema below the range with the one above it. That alone would drop a
//! column and add another where one was renamed, so that what the revisions say is followed too.

use sterna::operations::{Operations, Step};
use sterna::{Operation, Revision};
use sterna_autogenerate::{Backfill, FormerName, FormerTable, Renames};
use sterna_schema::{Alteration, Expression, Schema, same_name};

/// What the revisions of a range say.
#[derive(Debug, Default)]
pub struct Said {
    /// What has another name in the end.
    pub renames: Renames,
    /// Values for rows that exist, by the names of the end.
    pub backfills: Vec<Backfill>,
    /// What works on rows and is not carried over.
    pub data_steps: Vec<DataStep>,
}

/// A step that works on rows.
#[derive(Debug, PartialEq, Eq)]
pub struct DataStep {
    /// The revision that has it.
    pub revision: &'static str,
    /// What it does, in a line.
    pub what: String,
}

/// Follows the upgrades of a range, oldest first, from this schema.
pub fn said<'a>(
    revisions: impl IntoIterator<Item = &'a &'static Revision>,
    below: &Schema,
) -> Said {
    let mut trail = Trail::from(below);
    for revision in revisions {
        let mut operations = Operations::default();
        (revision.upgrade)(&mut operations);
        for step in operations.into_steps() {
            trail.follow(revision.id, &step);
        }
    }
    trail.said()
}

/// Where the tables and columns of the schema below have come to.
struct Trail {
    tables: Vec<TableTrail>,
    backfills: Vec<(String, String, Expression)>,
    data_steps: Vec<DataStep>,
}

struct TableTrail {
    from: String,
    now: String,
    /// By the name that they had, and the one that they have.
    columns: Vec<(String, String)>,
}

impl From<&Schema> for Trail {
    fn from(below: &Schema) -> Self {
        let unchanged = |name: &String| (name.clone(), name.clone());
        let table = |table: &sterna_schema::Table| TableTrail {
            from: table.name.clone(),
            now: table.name.clone(),
            columns: table
                .columns
                .iter()
                .map(|column| unchanged(&column.name))
                .collect(),
        };
        Self {
            tables: below.tables.iter().map(table).collect(),
            backfills: Vec::new(),
            data_steps: Vec::new(),
        }
    }
}

impl Trail {
    fn follow(&mut self, revision: &'static str, step: &Step) {
        match step {
            Step::Operation(Operation::RenameTable { from, to }) => self.rename_table(from, to),
            Step::Operation(Operation::DropTable(dropped)) => {
                let name = dropped.name().unwrap_or_default();
                self.tables.retain(|table| !same_name(&table.now, name));
            }
            Step::Operation(Operation::AlterTable { table, alterations }) => {
                for alteration in alterations {
                    self.alter(revision, table, alteration);
                }
            }
            Step::Run(_) | Step::Operation(Operation::Execute(_) | Operation::BulkInsert(_)) => {
                let what = step.summary();
                self.data_steps.push(DataStep { revision, what });
            }
            Step::Operation(_) | Step::OneWay(_) | Step::Invalid { .. } => {}
        }
    }

    fn rename_table(&mut self, from: &str, to: &str) {
        let tables = self.tables.iter_mut().map(|table| &mut table.now);
        let backfilled = self.backfills.iter_mut().map(|(table, ..)| table);
        for name in tables
            .chain(backfilled)
            .filter(|name| same_name(name, from))
        {
            to.clone_into(name);
        }
    }

    fn alter(&mut self, revision: &'static str, table: &str, alteration: &Alteration) {
        match alteration {
            Alteration::RenameColumn { from, to } => self.rename_column(table, from, to),
            Alteration::DropColumn { column, .. } => {
                let name = column.name().unwrap_or_default();
                self.forget_values_of(table, name);
                if let Some(table) = self.table(table) {
                    table.columns.retain(|(_, now)| !same_name(now, name));
                }
            }
            Alteration::AddColumn { column, backfill } => {
                self.backfill(table, &column.name, backfill.as_ref());
            }
            Alteration::AlterColumn { to, convert, .. } => {
                self.backfill(table, &to.name, convert.backfill.as_ref());
                if let Some(using) = &convert.using {
                    let what = format!("convert {table}.{} using {using}", to.name);
                    self.data_steps.push(DataStep { revision, what });
                }
            }
            _ => {}
        }
    }

    fn rename_column(&mut self, table: &str, from: &str, to: &str) {
        self.forget_values_of(table, from);
        let backfills = self.backfills.iter_mut();
        let backfilled = backfills.filter(|(of, ..)| same_name(of, table));
        let backfilled = backfilled.map(|(_, column, _)| column);
        let mut tables = self.tables.iter_mut();
        let known = tables.find(|known| same_name(&known.now, table));
        let columns = known.into_iter().flat_map(|known| &mut known.columns);
        let columns = columns.map(|(_, now)| now);
        for name in columns
            .chain(backfilled)
            .filter(|name| same_name(name, from))
        {
            to.clone_into(name);
        }
    }

    /// A value that was made of a column by a name that goes is asked for again: to rewrite an
    /// expression would be a guess.
    fn forget_values_of(&mut self, table: &str, column: &str) {
        let column = column.to_ascii_lowercase();
        self.backfills.retain(|(of, _, value)| {
            let speaks_of_it = value.sql().to_ascii_lowercase().contains(&column);
            !(same_name(of, table) && speaks_of_it)
        });
    }

    /// The table of that name, unless it is newer than the schema below.
    fn table(&mut self, name: &str) -> Option<&mut TableTrail> {
        self.tables
            .iter_mut()
            .find(|table| same_name(&table.now, name))
    }

    fn backfill(&mut self, table: &str, column: &str, value: Option<&Expression>) {
        if let Some(value) = value {
            self.backfills
                .push((table.to_owned(), column.to_owned(), value.clone()));
        }
    }

    fn said(self) -> Said {
        let tables = self.tables.iter().filter(|table| table.from != table.now);
        let tables = tables.map(|table| FormerTable {
            from: table.from.clone(),
            to: table.now.clone(),
        });
        let columns = self.tables.iter().flat_map(TableTrail::renamed_columns);
        let backfill = |(table, column, value)| Backfill {
            column: format!("{table}.{column}"),
            value,
        };
        Said {
            renames: Renames {
                asked: Vec::new(),
                tables: tables.collect(),
                columns: columns.collect(),
            },
            backfills: self.backfills.into_iter().map(backfill).collect(),
            data_steps: self.data_steps,
        }
    }
}

impl TableTrail {
    fn renamed_columns(&self) -> impl Iterator<Item = FormerName> {
        let renamed = self.columns.iter().filter(|(from, now)| from != now);
        renamed.map(|(from, now)| FormerName {
            table: self.now.clone(),
            from: from.clone(),
            to: now.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use sterna::prelude::*;
    use sterna_schema::Column;

    use super::*;

    fn revision(upgrade: fn(&mut Operations)) -> &'static Revision {
        Box::leak(Box::new(Revision {
            id: "r",
            upgrade,
            ..Revision::EMPTY
        }))
    }

    /// What these upgrades say from a table `posts` with columns `a` and `b`.
    fn heard(upgrades: &[fn(&mut Operations)]) -> Said {
        let posts = sterna_schema::Table {
            name: "posts".to_owned(),
            columns: ["a", "b"].map(|name| Column::new(name, "text")).to_vec(),
            ..sterna_schema::Table::default()
        };
        let below = Schema {
            tables: vec![posts],
            ..Schema::default()
        };
        let revisions: Vec<_> = upgrades.iter().map(|upgrade| revision(*upgrade)).collect();
        said(&revisions, &below)
    }

    fn columns(said: &Said) -> Vec<String> {
        let column = |one: &FormerName| format!("{}.{}:{}", one.table, one.from, one.to);
        said.renames.columns.iter().map(column).collect()
    }

    #[test]
    fn names_are_followed_through_several_changes() {
        let said = heard(&[
            |op| op.alter_table("posts", |t| t.rename_column("a", "x")),
            |op| op.rename_table("posts", "articles"),
            |op| op.alter_table("Articles", |t| t.rename_column("X", "y")),
        ]);
        assert_eq!(columns(&said), ["articles.a:y"]);
        assert_eq!(said.renames.tables.len(), 1);
        assert_eq!(said.renames.tables[0].from, "posts");
    }

    #[test]
    fn what_goes_or_comes_back_to_its_name_is_no_rename() {
        let said = heard(&[
            |op| op.alter_table("posts", |t| t.rename_column("a", "x")),
            |op| op.alter_table("posts", |t| t.rename_column("x", "a")),
            |op| op.alter_table("posts", |t| t.rename_column("b", "z")),
            |op| {
                op.alter_table("posts", |t| {
                    t.drop_column("z");
                })
            },
        ]);
        assert_eq!(columns(&said), [""; 0]);
        let dropped = heard(&[|op| op.rename_table("posts", "p"), |op| op.drop_table("p")]);
        assert!(dropped.renames.tables.is_empty());
    }

    #[test]
    fn values_go_with_their_columns_until_what_they_are_made_of_goes() {
        let said = heard(&[
            |op| {
                op.alter_table("posts", |t| {
                    t.add_column(string("c")).backfill("7");
                    t.add_column(string("d")).backfill("upper(b)");
                });
            },
            |op| op.rename_table("posts", "articles"),
            |op| op.alter_table("articles", |t| t.rename_column("c", "e")),
            |op| {
                op.alter_table("articles", |t| {
                    t.drop_column("b");
                })
            },
        ]);
        let values: Vec<_> = said
            .backfills
            .iter()
            .map(|one| one.column.as_str())
            .collect();
        assert_eq!(values, ["articles.e"]);
    }

    #[test]
    fn steps_on_rows_are_named() {
        let said = heard(&[|op| {
            op.execute("UPDATE posts SET a = b");
            op.bulk_insert("posts", ["a"], [["x".into()]]);
            op.run(async |_| Ok(()));
            op.alter_table("posts", |t| {
                t.alter_column(text_null("a"), integer_null("a"))
                    .using("CAST(a AS INTEGER)");
            });
        }]);
        let steps: Vec<_> = said
            .data_steps
            .iter()
            .map(|step| step.what.as_str())
            .collect();
        assert_eq!(steps.len(), 4, "{steps:?}");
        assert!(
            steps[3].starts_with("convert posts.a using CAST"),
            "{steps:?}"
        );
    }
}
