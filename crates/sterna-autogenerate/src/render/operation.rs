//! The two functions of a revision, and the operations in them.

use sea_orm::sea_query::Value;
use sterna_schema::{Alteration, BulkInsert, Operation};

use super::alteration::{alteration, name};
use super::losses::{self, Direction, RowCounts};
use super::source::{Code, call, sql, text, texts, word};
use super::{constraint, table};
use crate::text::rust_literal;

/// How many operations stand in one function. Built without optimisation, every value in a function
/// has its own place on the stack, and a thousand tables in one would overflow it.
const TOGETHER: usize = 50;

/// A function of the revision, with those that it calls where it has much to do.
pub(super) fn function(
    name: &str,
    operations: &[Operation],
    direction: Direction,
    rows: &RowCounts,
) -> String {
    if operations.len() <= TOGETHER {
        return sole(name, operations, direction, rows);
    }
    let mut parts = vec![String::new()];
    let mut calls = String::new();
    for (at, operations) in operations.chunks(TOGETHER).enumerate() {
        let part = format!("{name}_{}", at + 1);
        calls.push_str(&format!("    {part}(op);\n"));
        parts.push(sole(&part, operations, direction, rows));
    }
    parts[0] = format!("fn {name}(op: &mut Operations) {{\n{calls}}}");
    parts.join("\n\n")
}

fn sole(name: &str, operations: &[Operation], direction: Direction, rows: &RowCounts) -> String {
    if operations.is_empty() {
        return format!("fn {name}(_op: &mut Operations) {{}}");
    }
    let statements: String = operations
        .iter()
        .map(|operation| statement(operation, direction, rows))
        .collect();
    format!("fn {name}(op: &mut Operations) {{\n{statements}}}")
}

fn statement(operation: &Operation, direction: Direction, rows: &RowCounts) -> String {
    let comment = losses::of_operation(operation, direction, rows);
    if let Operation::AlterTable { table, alterations } = operation
        && !is_index_alone(alterations)
    {
        return alter_table(table, alterations, direction, rows);
    }
    line(comment, &code(operation), 4)
}

/// A comment, where there is something to say, and a statement below it.
fn line(comment: Option<String>, code: &Code, indent: usize) -> String {
    let comment = comment.map(|comment| format!("{:indent$}// {comment}\n", ""));
    let code = code.lay_out(indent, indent, 1);
    format!("{}{:indent$}{code};\n", comment.unwrap_or_default(), "")
}

fn alter_table(
    table: &str,
    alterations: &[Alteration],
    direction: Direction,
    rows: &RowCounts,
) -> String {
    let change = |change: &Alteration| {
        let comment = losses::of_alteration(change, table, direction, rows);
        line(comment, &alteration(change), 8)
    };
    let changes: String = alterations.iter().map(change).collect();
    let table = rust_literal(table);
    format!("    op.alter_table({table}, |t| {{\n{changes}    }});\n")
}

/// An index by itself reads better without the table around it.
fn is_index_alone(alterations: &[Alteration]) -> bool {
    matches!(
        alterations,
        [Alteration::CreateIndex(_) | Alteration::DropIndex(_)]
    )
}

fn code(operation: &Operation) -> Code {
    let op = |method: &str, arguments: Vec<Code>| word("op").then(method, arguments);
    match operation {
        Operation::CreateTable(created) => op("create_table", vec![table::table(created)]),
        Operation::DropTable(dropped) => op("drop_table", vec![name(dropped)]),
        Operation::RenameTable { from, to } => op("rename_table", vec![text(from), text(to)]),
        Operation::AlterTable { table, alterations } => match &alterations[..] {
            [Alteration::CreateIndex(index)] => {
                op("create_index", vec![constraint::index(index, Some(table))])
            }
            [Alteration::DropIndex(index)] => op("drop_index", vec![name(index), text(table)]),
            _ => op("alter_table", vec![text(table), word("|_| {}")]),
        },
        Operation::CreateView(view) => op("create_view", vec![sql(view.definition.sql())]),
        Operation::DropView(view) => op("drop_view", vec![name(view)]),
        Operation::CreateTrigger(trigger) => {
            op("create_trigger", vec![sql(trigger.definition.sql())])
        }
        Operation::DropTrigger(trigger) => op("drop_trigger", vec![name(trigger)]),
        Operation::Execute(raw) => op("execute", vec![sql(&raw.sql)]),
        Operation::BulkInsert(insert) => op("bulk_insert", rows_of(insert)),
    }
}

fn rows_of(insert: &BulkInsert) -> Vec<Code> {
    let row = |row: &Vec<Value>| Code::Array(row.iter().map(value).collect());
    vec![
        text(&insert.table),
        texts(insert.columns.iter().map(String::as_str)),
        Code::Array(insert.rows.iter().map(row).collect()),
    ]
}

/// A value of a row. What has no literal in Rust is written as the text that SQLite stores.
fn value(value: &Value) -> Code {
    let into = |literal: String| word(literal).then("into", []);
    match value {
        Value::Bool(Some(value)) => into(value.to_string()),
        Value::Int(Some(value)) => into(value.to_string()),
        Value::BigInt(Some(value)) => into(format!("{value}_i64")),
        Value::Double(Some(value)) => into(format!("{value:?}")),
        Value::String(Some(value)) => text(value).then("into", []),
        Value::Bytes(Some(bytes)) => {
            let bytes = bytes.iter().map(|byte| word(byte.to_string()));
            call(
                "Value::from",
                [call("Vec::<u8>::from", [Code::Array(bytes.collect())])],
            )
        }
        value if *value == value.as_null() => word("Value::String(None)"),
        value => text(value.to_string().trim_matches('\'')).then("into", []),
    }
}
