//! Pairs of schemas with rows, of which it is known what a good tool finds between them.
//!
//! Each case: read the database, read what the models mean, compare, and hold the operations
//! against the expected ones by kind and target; carry them out and hold the rows against the
//! expected ones; find nothing more; go back and be where it began.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::Value;
use sterna::run::execute;
use sterna_autogenerate::{
    Desired, MadeByHistory, Proposal, Rename, Renames, Request, Scope, autogenerate, diff,
};
use sterna_dialect::sqlite::{Catalogue, quote, shadow};
use sterna_schema::{Alteration, Check, Dropped, Expression, Index, Operation, Schema};

const FILES: [&str; 3] = [
    include_str!("autogen.jsonl"),
    include_str!("batch.jsonl"),
    include_str!("more.jsonl"),
];

/// Where something else than the expected operations is found, and why that is better.
const ELSEWISE: [(&str, &str); 1] = [(
    "autogen-091",
    "a unique index and a UNIQUE constraint over the same columns forbid the same rows: nothing",
)];

/// Whose rows forbid the change: it is refused, and nothing is changed.
const REFUSED: [&str; 3] = ["autogen-015", "autogen-095", "autogen-121"];

/// Whose values would not be the same: refused until a person states the conversion.
const STATED: [(&str, &str); 1] = [("batch-001", "CAST(data AS INTEGER)")];

#[tokio::test]
async fn every_case_holds() {
    let mut count = 0;
    let mut failures = Vec::new();
    for line in FILES.iter().flat_map(|file| file.lines()) {
        let case: Case = Case::read(line);
        count += 1;
        if let Err(reason) = case.holds().await {
            failures.push(format!("{}: {reason}", case.id));
        }
    }
    let elsewise: Vec<_> = ELSEWISE
        .iter()
        .map(|(id, why)| format!("{id}: {why}"))
        .collect();
    assert!(failures.is_empty(), "of {count}:\n{}", failures.join("\n"));
    assert_eq!((count, elsewise.len()), (63 + 158, 1));
}

struct Case {
    id: String,
    area: String,
    before: String,
    after: String,
    rows: String,
    expected: Vec<String>,
    rows_after: Option<BTreeMap<String, Vec<Value>>>,
}

impl Case {
    fn read(line: &str) -> Self {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        let expect = &case["expect"];
        let better = expect.get("better_ops").unwrap_or(&expect["ops"]);
        Self {
            id: texts(&case["id"]).remove(0),
            area: texts(&case["area"]).remove(0),
            before: texts(&case["before_ddl"]).join(";\n"),
            after: texts(&case["after_ddl"]).join(";\n"),
            rows: texts(&case["rows"]).join(";\n"),
            expected: texts(better),
            rows_after: serde_json::from_value(expect["rows_after"].clone()).unwrap_or_default(),
        }
    }

    async fn holds(&self) -> Result<(), String> {
        let database = database(&[&self.before, &self.rows]).await;
        let before = read(&database).await;
        let rows_before = rows(&database, before.schema()).await;
        if let Some(operation) = self.by_hand() {
            let refused = execute(&database, &[operation]).await.is_err();
            ensure(refused, || "it is not refused".to_owned())?;
            return self
                .nothing_changed(&database, before.schema(), &rows_before)
                .await;
        }
        let desired = read(&self::database(&[&self.after]).await)
            .await
            .schema()
            .clone();
        let mut proposal = self.proposal(&before, &desired).await?;
        self.finds_what_is_expected(&proposal)?;
        if let Some((_, using)) = STATED.iter().find(|(id, _)| *id == self.id) {
            let refused = execute(&database, &proposal.upgrade).await.is_err();
            ensure(refused, || "it is not refused".to_owned())?;
            proposal
                .upgrade
                .iter_mut()
                .for_each(|one| state(one, using));
        }
        let done = execute(&database, &proposal.upgrade).await;
        if REFUSED.contains(&self.id.as_str()) {
            ensure(done.is_err(), || "it is not refused".to_owned())?;
            return self
                .nothing_changed(&database, before.schema(), &rows_before)
                .await;
        }
        done.map_err(|error| format!("upgrade: {error}"))?;
        self.rows_are_as_expected(&database, &desired, &rows_before)
            .await?;
        let reached = read(&database).await;
        self.finds_nothing(&reached, &desired).await?;
        self.leads_back(&database, &proposal, before.schema()).await
    }

    /// What a case asks for that no pair of schemas says.
    fn by_hand(&self) -> Option<Operation> {
        let alteration = match self.id.as_str() {
            "batch-007" => Alteration::AddCheck(Check {
                name: Some("newck".to_owned()),
                expression: Expression::new("x > 6"),
            }),
            "batch-012" => Alteration::DropUnique(Dropped::Named("nope".to_owned())),
            _ => return None,
        };
        Some(Operation::AlterTable {
            table: "foo".to_owned(),
            alterations: vec![alteration],
        })
    }

    /// The cases about rebuilding leave out tables that stay; those about detection mean them.
    fn scope(&self) -> Scope {
        match self.area.as_str() {
            "batch" => Scope::autogenerate(MadeByHistory::nothing()),
            _ => Scope::exact(),
        }
    }

    async fn proposal(&self, live: &Catalogue, desired: &Schema) -> Result<Proposal, String> {
        let request = Request {
            live,
            desired: &Desired {
                schema: desired.clone(),
                ..Desired::default()
            },
            scope: self.scope(),
            renames: Renames {
                asked: self.renames(),
                ..Renames::default()
            },
            backfills: Vec::new(),
        };
        let proposal = autogenerate(&request).await;
        proposal.map_err(|error| format!("autogenerate: {error}"))
    }

    /// What the models cannot say, a person has to: `rename_column foo.email -> emol`.
    fn renames(&self) -> Vec<Rename> {
        let asked = self
            .expected
            .iter()
            .filter(|text| text.starts_with("rename_"));
        let words = asked.map(|text| text.split_whitespace().collect::<Vec<_>>());
        words
            .map(|words| Rename {
                what: words[1].to_owned(),
                to: words[3].to_owned(),
            })
            .collect()
    }

    fn finds_what_is_expected(&self, proposal: &Proposal) -> Result<(), String> {
        let found: Vec<_> = proposal.upgrade.iter().flat_map(facts).collect();
        if ELSEWISE.iter().any(|(id, _)| *id == self.id) {
            return ensure(found.is_empty(), || format!("found {found:?}"));
        }
        let expected: Vec<_> = self
            .expected
            .iter()
            .flat_map(|text| expectations(text))
            .collect();
        let missing = expected
            .iter()
            .find(|text| !found.iter().any(|fact| fact.is_meant_by(text)));
        ensure(missing.is_none(), || {
            format!("{missing:?} was not found among {found:?}")
        })?;
        let more = found
            .iter()
            .find(|fact| !expected.iter().any(|text| fact.is_meant_by(text)));
        ensure(more.is_none(), || format!("{more:?} is not expected"))
    }

    async fn nothing_changed(
        &self,
        database: &DatabaseConnection,
        schema: &Schema,
        rows_before: &BTreeMap<String, Vec<Value>>,
    ) -> Result<(), String> {
        let now = read(database).await;
        ensure(now.schema() == schema, || "the schema changed".to_owned())?;
        ensure(rows(database, schema).await == *rows_before, || {
            "the rows changed".to_owned()
        })
    }

    /// The rows as the case has them; where it has none, those of columns that stay.
    async fn rows_are_as_expected(
        &self,
        database: &DatabaseConnection,
        desired: &Schema,
        before: &BTreeMap<String, Vec<Value>>,
    ) -> Result<(), String> {
        let after = rows(database, read(database).await.schema()).await;
        for (table, expected) in self.rows_after.iter().flatten() {
            let found = &after[table];
            ensure(found == expected, || {
                format!("{table} has {found:?}, not {expected:?}")
            })?;
        }
        for table in &desired.tables {
            let count = |rows: &BTreeMap<String, Vec<Value>>| rows.get(&table.name).map(Vec::len);
            let lost =
                count(before).is_some_and(|count_before| count(&after) != Some(count_before));
            ensure(!lost, || format!("rows of {} are gone", table.name))?;
        }
        Ok(())
    }

    async fn finds_nothing(&self, live: &Catalogue, desired: &Schema) -> Result<(), String> {
        let rest = diff(live.schema(), desired, &self.scope()).operations;
        ensure(rest.is_empty(), || {
            format!("a second comparison finds {rest:?}")
        })
    }

    async fn leads_back(
        &self,
        database: &DatabaseConnection,
        proposal: &Proposal,
        before: &Schema,
    ) -> Result<(), String> {
        let done = execute(database, &proposal.downgrade).await;
        done.map_err(|error| format!("downgrade: {error}"))?;
        let back = read(database).await;
        let rest = diff(
            back.schema(),
            before,
            &Scope::exact_with_views_and_triggers(),
        )
        .operations;
        ensure(rest.is_empty(), || {
            format!("after the way back there is {rest:?}")
        })
    }
}

/// Writes the conversion beside the change of a type, as a person would.
fn state(operation: &mut Operation, conversion: &str) {
    let Operation::AlterTable { alterations, .. } = operation else {
        return;
    };
    for alteration in alterations {
        if let Alteration::AlterColumn { convert, .. } = alteration {
            convert.using = Some(Expression::new(conversion));
        }
    }
}

fn ensure(holds: bool, reason: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(reason()) }
}

fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    match value {
        Value::Array(values) => values.iter().map(text).collect(),
        Value::Null => Vec::new(),
        value => vec![text(value)],
    }
}

async fn database(scripts: &[&str]) -> DatabaseConnection {
    let database = shadow::empty().await.expect("an in-memory database opens");
    // Rows are given in any order.
    database
        .execute_unprepared("PRAGMA foreign_keys = OFF")
        .await
        .expect("a pragma runs");
    for script in scripts {
        let ran = database.execute_unprepared(script).await;
        ran.unwrap_or_else(|error| panic!("{error}: {script}"));
    }
    database
        .execute_unprepared("PRAGMA foreign_keys = ON")
        .await
        .expect("a pragma runs");
    database
}

async fn read(database: &DatabaseConnection) -> Catalogue {
    Catalogue::read(database)
        .await
        .expect("the schema is readable")
}

/// Every row of every table.
async fn rows(database: &DatabaseConnection, schema: &Schema) -> BTreeMap<String, Vec<Value>> {
    let mut all = BTreeMap::new();
    for table in &schema.tables {
        let names = table
            .columns
            .iter()
            .map(|column| quote::identifier(&column.name));
        let sql = format!(
            "SELECT json_array({}) FROM {}",
            names.collect::<Vec<_>>().join(", "),
            quote::identifier(&table.name)
        );
        let found = database
            .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
            .await;
        let rows = found.expect("a table can be read").into_iter().map(|row| {
            let row: String = row.try_get_by_index(0).expect("a row is JSON");
            serde_json::from_str(&row).expect("a row is JSON")
        });
        all.insert(table.name.clone(), rows.collect());
    }
    all
}

/// Something that was found, by all the names that an expectation may call it.
#[derive(Debug)]
struct Fact {
    kinds: Vec<&'static str>,
    names: Vec<String>,
}

impl Fact {
    fn new(kinds: &[&'static str], names: impl IntoIterator<Item = String>) -> Vec<Self> {
        let names = names.into_iter().map(|name| name.to_ascii_lowercase());
        vec![Self {
            kinds: kinds.to_vec(),
            names: names.collect(),
        }]
    }

    fn is_meant_by(&self, expected: &str) -> bool {
        let text = expected.to_ascii_lowercase();
        let mut words = text.split_whitespace();
        let kind = words.next().unwrap_or_default();
        self.kinds.contains(&kind) && words.any(|word| self.names.iter().any(|name| name == word))
    }
}

/// An expectation is a line; two of them stand for more than they say.
fn expectations(text: &str) -> Vec<String> {
    if text.ends_with("(primary key)") {
        return vec![text.to_owned(), "change_pk foo".to_owned()];
    }
    if text.starts_with("(ck_order_amount") {
        return ["drop_check ck_order_amount", "add_check ck_order_amount"]
            .map(str::to_owned)
            .to_vec();
    }
    vec![text.to_owned()]
}

fn facts(operation: &Operation) -> Vec<Fact> {
    match operation {
        Operation::CreateTable(table) => {
            let indexes = table.indexes.iter();
            let indexes =
                indexes.flat_map(|index| Fact::new(&["create_index"], [index.name.clone()]));
            Fact::new(&["create_table"], [table.name.clone()])
                .into_iter()
                .chain(indexes)
                .collect()
        }
        Operation::DropTable(table) => Fact::new(
            &["drop_table"],
            table.known().map(|table| table.name.clone()),
        ),
        Operation::RenameTable { from, .. } => Fact::new(&["rename_table"], [from.clone()]),
        Operation::CreateView(view) => Fact::new(&["create_view"], [view.name.clone()]),
        Operation::DropView(view) => {
            Fact::new(&["drop_view"], view.known().map(|view| view.name.clone()))
        }
        Operation::CreateTrigger(trigger) => Fact::new(&["create_trigger"], [trigger.name.clone()]),
        Operation::DropTrigger(trigger) => Fact::new(
            &["drop_trigger"],
            trigger.known().map(|trigger| trigger.name.clone()),
        ),
        Operation::AlterTable { table, alterations } => alterations
            .iter()
            .flat_map(|alteration| facts_of(table, alteration))
            .collect(),
        other => Fact::new(&["other"], [other.summary()]),
    }
}

fn facts_of(table: &str, alteration: &Alteration) -> Vec<Fact> {
    let column = |kind, name: &str| Fact::new(&[kind], [format!("{table}.{name}")]);
    let index = |kinds: [&'static str; 2], index: &Index| {
        let kinds = if index.unique {
            &kinds[..]
        } else {
            &kinds[..1]
        };
        let columns = over(table, index.columns.iter().map(|term| term.label()));
        Fact::new(kinds, [index.name.clone(), columns])
    };
    match alteration {
        Alteration::AddColumn { column: added, .. } => column("add_column", &added.name),
        Alteration::DropColumn {
            column: dropped, ..
        } => dropped
            .known()
            .map_or_else(Vec::new, |known| column("drop_column", &known.name)),
        Alteration::RenameColumn { from, .. } => column("rename_column", from),
        Alteration::AlterColumn { from, to, .. } => [
            ("alter_type", from.declared != to.declared),
            ("alter_nullable", from.nullable != to.nullable),
            ("alter_default", from.default != to.default),
            ("alter_collation", from.collation != to.collation),
            ("change_generated", from.generated != to.generated),
        ]
        .into_iter()
        .filter(|(_, differs)| *differs)
        .flat_map(|(kind, _)| column(kind, &from.name))
        .collect(),
        Alteration::SetPrimaryKey { .. } => Fact::new(&["change_pk"], [table.to_owned()]),
        Alteration::SetOptions { .. } => Fact::new(&["change_options"], [table.to_owned()]),
        Alteration::CreateIndex(created) => index(["create_index", "add_unique"], created),
        Alteration::DropIndex(dropped) => dropped.known().map_or_else(Vec::new, |known| {
            index(["drop_index", "drop_unique"], known)
        }),
        constraint => facts_of_constraint(table, constraint),
    }
}

fn facts_of_constraint(table: &str, alteration: &Alteration) -> Vec<Fact> {
    let (kind, name, columns): (_, _, Vec<&str>) = match alteration {
        Alteration::AddUnique(unique) | Alteration::DropUnique(Dropped::Known(unique)) => (
            ["add_unique", "drop_unique"],
            &unique.name,
            unique.columns.iter().map(|term| term.label()).collect(),
        ),
        Alteration::AddCheck(check) | Alteration::DropCheck(Dropped::Known(check)) => {
            (["add_check", "drop_check"], &check.name, Vec::new())
        }
        Alteration::AddForeignKey(key) | Alteration::DropForeignKey(Dropped::Known(key)) => (
            ["add_fk", "drop_fk"],
            &key.name,
            key.columns.iter().map(String::as_str).collect(),
        ),
        other => return Fact::new(&["other"], [other.summary()]),
    };
    let is_drop = matches!(
        alteration,
        Alteration::DropUnique(_) | Alteration::DropCheck(_) | Alteration::DropForeignKey(_)
    );
    // A key over one column is also called by that, and goes unmentioned with its column.
    let dotted = format!("{table}.{}", columns.join(","));
    let names = [
        Some(over(table, columns)),
        Some(dotted.clone()),
        name.clone(),
    ];
    let mut fact = Fact::new(&[kind[usize::from(is_drop)]], names.into_iter().flatten());
    if is_drop {
        fact[0].kinds.push("drop_column");
    }
    fact
}

fn over<'a>(table: &str, columns: impl IntoIterator<Item = &'a str>) -> String {
    format!(
        "{table}({})",
        columns.into_iter().collect::<Vec<_>>().join(",")
    )
}
