//! One change of a table as a line of `op.alter_table`'s closure.

use sterna_schema::{Alteration, Column, Conversion, Dropped, Named, PrimaryKey, TableOptions};

use super::column::column;
use super::constraint::{check, foreign_key, index, primary_key, unique};
use super::source::{Code, sql, text, word};

/// The call on `t` that makes the change.
pub(super) fn alteration(alteration: &Alteration) -> Code {
    match alteration {
        Alteration::AddColumn {
            column: added,
            backfill,
        } => {
            let code = on_table("add_column", [column(added, false)]);
            with(code, "backfill", backfill.as_ref().map(|value| value.sql()))
        }
        Alteration::DropColumn { column, .. } => on_table("drop_column", [name(column)]),
        Alteration::RenameColumn { from, to } => on_table("rename_column", [text(from), text(to)]),
        Alteration::AlterColumn {
            from, to, convert, ..
        } => alter_column(from, to, convert),
        Alteration::SetPrimaryKey { from, to } => set_primary_key(from.as_ref(), to.as_ref()),
        Alteration::SetOptions { from, to } => {
            on_table("set_options", [options(*from), options(*to)])
        }
        Alteration::AddUnique(added) => on_table("add_unique", [unique(added)]),
        Alteration::DropUnique(dropped) => drop("drop_unique", dropped, unique),
        Alteration::AddCheck(added) => on_table("add_check", [check(added)]),
        Alteration::DropCheck(dropped) => drop("drop_check", dropped, check),
        Alteration::AddForeignKey(key) => on_table("add_foreign_key", [foreign_key(key)]),
        Alteration::DropForeignKey(dropped) => drop("drop_foreign_key", dropped, foreign_key),
        Alteration::CreateIndex(created) => on_table("create_index", [index(created, None)]),
        Alteration::DropIndex(dropped) => on_table("drop_index", [name(dropped)]),
    }
}

fn on_table(method: &str, arguments: impl IntoIterator<Item = Code>) -> Code {
    word("t").then(method, arguments)
}

fn with(code: Code, method: &str, argument: Option<&str>) -> Code {
    match argument {
        Some(argument) => code.then(method, [sql(argument)]),
        None => code,
    }
}

fn alter_column(from: &Column, to: &Column, convert: &Conversion) -> Code {
    let code = on_table("alter_column", [column(from, false), column(to, false)]);
    let code = with(
        code,
        "using",
        convert.using.as_ref().map(|value| value.sql()),
    );
    with(
        code,
        "backfill",
        convert.backfill.as_ref().map(|value| value.sql()),
    )
}

fn set_primary_key(from: Option<&PrimaryKey>, to: Option<&PrimaryKey>) -> Code {
    match (from, to) {
        (Some(from), Some(to)) => on_table("set_primary_key", [primary_key(from), primary_key(to)]),
        (Some(from), None) => on_table("drop_primary_key", [primary_key(from)]),
        (None, Some(to)) => on_table("add_primary_key", [primary_key(to)]),
        (None, None) => word("()"),
    }
}

fn options(options: TableOptions) -> Code {
    if options == TableOptions::default() {
        return word("TableOptions::default()");
    }
    let TableOptions {
        strict,
        without_rowid,
    } = options;
    let fields = [("strict", strict), ("without_rowid", without_rowid)];
    let fields = fields.map(|(field, holds)| (field, word(holds.to_string())));
    Code::Struct("TableOptions", fields.to_vec())
}

/// The name of what is dropped.
pub(super) fn name<T: Named>(dropped: &Dropped<T>) -> Code {
    text(dropped.name().unwrap_or_default())
}

/// A drop of a constraint, which may have no name.
fn drop<T>(method: &str, dropped: &Dropped<T>, constraint: impl Fn(&T) -> Code) -> Code {
    match dropped {
        Dropped::Known(known) => on_table(method, [constraint(known)]),
        Dropped::Named(name) => on_table(&format!("{method}_named"), [text(name)]),
    }
}
