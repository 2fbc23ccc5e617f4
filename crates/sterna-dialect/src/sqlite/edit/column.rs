//! The edits of one column's definition.

use sterna_schema::{Column, same_name};

use super::is_int;
use super::layout::{Splice, insert_clause, remove_clause, replace_clause};
use crate::sqlite::create;
use crate::sqlite::text::{ColumnText, ConstraintKind, ConstraintText, TableText};

/// Whether a column that was read says what is meant.
///
/// A type may have two canonical forms: `INT` is `INTEGER`, but not in the key of a table.
pub fn alike(read: &Column, meant: &Column) -> bool {
    let same_type = read.declared == meant.declared
        || read
            .declared
            .text()
            .trim()
            .eq_ignore_ascii_case(meant.declared.text().trim());
    let declared = meant.declared.clone();
    same_type
        && Column {
            declared,
            ..read.clone()
        } == *meant
}

/// What makes a column of the text that says `from` say `to`.
pub fn altered(text: &TableText, place: &ColumnText, from: &Column, to: &Column) -> Vec<Splice> {
    let declared = to.declared.text().trim();
    let edit = Edit {
        text,
        place,
        keeps_type: from.declared == to.declared || !declared.is_empty(),
    };
    let mut splices = Vec::new();
    // `INT` is `INTEGER`, but not where it is to be the rowid.
    if from.declared != to.declared || is_int(declared) != is_int(from.declared.text()) {
        splices.push(edit.declare(declared));
    }
    if (from.nullable, from.on_null) != (to.nullable, to.on_null) {
        splices.extend(edit.set(
            |kind| matches!(kind, ConstraintKind::NotNull { .. } | ConstraintKind::Null),
            (!to.nullable).then(|| create::not_null(to.on_null)),
        ));
    }
    if from.default != to.default {
        splices.extend(edit.set(
            |kind| matches!(kind, ConstraintKind::Default { .. }),
            to.default.as_ref().map(create::default),
        ));
    }
    if from.collation != to.collation {
        splices.extend(edit.set(
            |kind| matches!(kind, ConstraintKind::Collate { .. }),
            to.collation.as_deref().map(create::collate),
        ));
    }
    if from.generated != to.generated {
        splices.extend(edit.set(
            |kind| matches!(kind, ConstraintKind::Generated { .. }),
            to.generated.as_ref().map(create::generated),
        ));
    }
    debug_assert!(same_name(&from.name, &to.name));
    splices
}

struct Edit<'a> {
    text: &'a TableText,
    place: &'a ColumnText,
    /// Whether the words of a type stay where they are, be they others.
    keeps_type: bool,
}

impl Edit<'_> {
    /// Where a clause is put that has no place yet: behind the type, unless that goes with the
    /// blank behind it.
    fn head(&self) -> usize {
        let declared = self.place.declared.filter(|_| self.keeps_type);
        declared.unwrap_or(self.place.name).end
    }

    fn declare(&self, declared: &str) -> Splice {
        match self.place.declared {
            Some(span) if declared.is_empty() => remove_clause(self.text, span),
            Some(span) => Splice::replace(span, declared),
            None => insert_clause(self.text, self.place.name.end, declared),
        }
    }

    /// Makes one clause of all of that kind, or none.
    fn set(
        &self,
        of_kind: impl Fn(&ConstraintKind) -> bool,
        clause: Option<String>,
    ) -> Vec<Splice> {
        let constraints = self.place.constraints.iter();
        let mut old: Vec<_> = constraints
            .filter(|constraint| of_kind(&constraint.kind))
            .collect();
        let mut splices = Vec::new();
        match (clause, old.pop()) {
            (Some(clause), Some(last)) => splices.push(self.replace(last, &clause)),
            (Some(clause), None) => splices.push(insert_clause(self.text, self.head(), &clause)),
            (None, Some(last)) => splices.push(remove_clause(self.text, last.span)),
            (None, None) => {}
        }
        splices.extend(old.iter().map(|other| remove_clause(self.text, other.span)));
        splices
    }

    /// Another clause in the place of one, which keeps the name it has.
    fn replace(&self, old: &ConstraintText, clause: &str) -> Splice {
        let clause = format!("{}{clause}", create::named(old.name.as_deref()));
        replace_clause(self.text, old.span, &clause)
    }
}
