//! Drops and adds that look like one thing under another name. Pure.

use sterna_schema::{Alteration, Column, Operation, Table, same_name};

use crate::difference::Difference;

/// A drop and an add that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The table of the column; none where a table itself may have been renamed.
    pub table: Option<String>,
    /// What is dropped.
    pub from: String,
    /// What is added.
    pub to: String,
    /// How much they are alike, out of 100.
    pub likeness: u8,
}

/// The share of columns that two tables must have in common to look alike.
const ALIKE: usize = 60;

/// What looks like a rename, most alike first. One drop may look like several adds.
pub fn likely_renames(difference: &Difference) -> Vec<Candidate> {
    let mut candidates = tables(&difference.operations);
    for operation in &difference.operations {
        if let Operation::AlterTable { table, alterations } = operation {
            candidates.extend(columns(table, alterations));
        }
    }
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.likeness));
    candidates
}

fn tables(operations: &[Operation]) -> Vec<Candidate> {
    let dropped = operations.iter().filter_map(|operation| match operation {
        Operation::DropTable(table) => table.known(),
        _ => None,
    });
    let created = |dropped: &Table| {
        let candidates = operations.iter().filter_map(|operation| match operation {
            Operation::CreateTable(created) => table_candidate(dropped, created),
            _ => None,
        });
        candidates.collect::<Vec<_>>()
    };
    dropped.flat_map(created).collect()
}

fn table_candidate(dropped: &Table, created: &Table) -> Option<Candidate> {
    let is_in_both = |column: &&Column| {
        let other = created.column(&column.name);
        other.is_some_and(|other| other.declared == column.declared)
    };
    let common = dropped.columns.iter().filter(is_in_both).count();
    let all = dropped.columns.len() + created.columns.len();
    let likeness = 200 * common / all.max(1);
    (likeness >= ALIKE).then(|| Candidate {
        table: None,
        from: dropped.name.clone(),
        to: created.name.clone(),
        likeness: u8::try_from(likeness).unwrap_or(100),
    })
}

fn columns(table: &str, alterations: &[Alteration]) -> Vec<Candidate> {
    let dropped = alterations
        .iter()
        .filter_map(|alteration| match alteration {
            Alteration::DropColumn { column, .. } => column.known(),
            _ => None,
        });
    let added: Vec<_> = alterations
        .iter()
        .filter_map(|alteration| match alteration {
            Alteration::AddColumn { column, .. } => Some(column),
            _ => None,
        })
        .collect();
    let candidates = dropped.flat_map(|dropped| {
        let alike = added.iter().filter(|added| same_shape(dropped, added));
        alike
            .map(|added| column_candidate(table, dropped, added))
            .collect::<Vec<_>>()
    });
    candidates.collect()
}

/// A column without the same type, or computed on one side only, is another thing.
fn same_shape(dropped: &Column, added: &Column) -> bool {
    dropped.declared == added.declared && dropped.generated == added.generated
}

fn column_candidate(table: &str, dropped: &Column, added: &Column) -> Candidate {
    let points = [
        (60, true),
        (10, dropped.nullable == added.nullable),
        (10, dropped.default == added.default),
        (5, dropped.collation == added.collation),
        (15, share_words(&dropped.name, &added.name)),
    ];
    Candidate {
        table: Some(table.to_owned()),
        from: dropped.name.clone(),
        to: added.name.clone(),
        likeness: points
            .iter()
            .filter(|(_, holds)| *holds)
            .map(|(points, _)| points)
            .sum(),
    }
}

/// Whether the names have a word in common: `user_name` and `name`.
fn share_words(left: &str, right: &str) -> bool {
    let separate = |c: char| !c.is_alphanumeric();
    left.split(separate)
        .filter(|word| !word.is_empty())
        .any(|word| right.split(separate).any(|other| same_name(word, other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scope, diff};
    use sterna_schema::Schema;

    fn table(name: &str, columns: &[(&str, &str)]) -> Schema {
        let mut table = Table::new(name);
        let columns = columns
            .iter()
            .map(|(name, declared)| Column::new(*name, *declared));
        table.columns = columns.collect();
        Schema {
            tables: vec![table],
            ..Schema::default()
        }
    }

    fn found(from: &Schema, to: &Schema) -> Vec<(String, String)> {
        let candidates = likely_renames(&diff(from, to, &Scope::exact()));
        candidates.into_iter().map(|c| (c.from, c.to)).collect()
    }

    #[test]
    fn a_column_of_the_same_type_looks_renamed() {
        let from = table("posts", &[("id", "integer"), ("post_title", "text")]);
        let to = table(
            "posts",
            &[("id", "integer"), ("body", "text"), ("title", "text")],
        );
        let expected = [("post_title", "title"), ("post_title", "body")];
        assert_eq!(
            found(&from, &to),
            expected.map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }

    #[test]
    fn a_column_of_another_type_does_not() {
        let from = table("posts", &[("id", "integer"), ("title", "text")]);
        let to = table("posts", &[("id", "integer"), ("headline", "integer")]);
        assert_eq!(found(&from, &to), []);
    }

    #[test]
    fn a_table_with_most_columns_alike_looks_renamed() {
        let from = table(
            "posts",
            &[("id", "integer"), ("title", "text"), ("a", "text")],
        );
        let to = table(
            "articles",
            &[("id", "integer"), ("title", "text"), ("b", "text")],
        );
        assert_eq!(
            found(&from, &to),
            [("posts".to_owned(), "articles".to_owned())]
        );
        let other = table("articles", &[("id", "integer"), ("amount", "real")]);
        assert_eq!(found(&from, &other), []);
    }
}
