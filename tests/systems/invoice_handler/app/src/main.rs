//! A service that takes in invoices. What would come over the network are lines of standard input,
//! `Acme A-17 paper 900`: supplier, number, what for, and how many cents. They are worked on at the
//! same time, as requests are.

use std::error::Error;
use std::process::ExitCode;

use entity::{invoice, invoice_line, supplier};
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, QueryOrder, TransactionTrait,
};
use tokio::task::JoinSet;

/// What made the tables before there were revisions.
const SCHEMA: &str = include_str!("../../init_db/schema.sql");

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("invoice-handler: {error}");
            let known = error.downcast_ref::<sterna::Error>();
            if let Some(help) = known.and_then(sterna::Error::help) {
                eprintln!("help: {help}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let db = open().await?;
    if let ["initialise"] = arguments[..] {
        db.execute_unprepared(SCHEMA).await?;
        return Ok(db.close().await?);
    }
    migration::revisions().ensure_current(&db).await?;
    match arguments[..] {
        ["receive"] => receive_all(&db).await?,
        ["set", number, status] => set(&db, number, status).await?,
        ["list"] => list(&db).await?,
        _ => return Err("receive | set NUMBER STATUS | list".into()),
    }
    Ok(db.close().await?)
}

/// Opens the database that `DATABASE_URL` names, of the environment or of `.env`.
///
/// With SQLite's write-ahead log readers and the writer do not wait for each other.
async fn open() -> Outcome<DatabaseConnection> {
    dotenvy::dotenv().ok();
    let mut options = ConnectOptions::new(std::env::var("DATABASE_URL")?);
    options.sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.journal_mode(SqliteJournalMode::Wal));
    Ok(Database::connect(options).await?)
}

/// Takes in every line of standard input, all at the same time.
async fn receive_all(db: &DatabaseConnection) -> Outcome<()> {
    let mut requests = JoinSet::new();
    for line in std::io::stdin().lines() {
        let (db, line) = (db.clone(), line?);
        requests.spawn(async move { receive(&db, &line).await });
    }
    for request in requests.join_all().await {
        request?;
    }
    Ok(())
}

/// Takes in one invoice with one line, all or nothing.
async fn receive(db: &DatabaseConnection, line: &str) -> Outcome<()> {
    let [supplier, number, description, cents] = line.split(' ').collect::<Vec<_>>()[..] else {
        return Err(format!("{line:?} is not an invoice").into());
    };
    let cents = cents.parse()?;
    let all = db.begin().await?;
    let supplier = supplier::ActiveModel {
        name: Set(supplier.to_owned()),
        vat_number: Set(Some(format!("VAT {supplier}"))),
        ..Default::default()
    };
    // An update that changes nothing, for the id of a supplier that is known.
    let known = OnConflict::column(supplier::Column::VatNumber)
        .update_column(supplier::Column::VatNumber)
        .to_owned();
    let insert = supplier::Entity::insert(supplier).on_conflict(known);
    let supplier = insert.exec_with_returning(&all).await?;
    let invoice = invoice::ActiveModel {
        supplier_id: Set(supplier.id),
        invoice_number: Set(number.to_owned()),
        cents: Set(cents),
        ..Default::default()
    };
    let invoice = invoice::Entity::insert(invoice).exec(&all).await?;
    let line = invoice_line::ActiveModel {
        invoice_id: Set(invoice.last_insert_id),
        description: Set(description.to_owned()),
        cents: Set(cents),
        ..Default::default()
    };
    invoice_line::Entity::insert(line).exec(&all).await?;
    Ok(all.commit().await?)
}

/// Says how far an invoice is; the database knows which words there are for that.
async fn set(db: &DatabaseConnection, number: &str, status: &str) -> Result<(), DbErr> {
    let update = invoice::Entity::update_many()
        .col_expr(invoice::Column::Status, Expr::value(status))
        .filter(invoice::Column::InvoiceNumber.eq(number));
    update.exec(db).await?;
    Ok(())
}

/// Prints every invoice, by its number.
async fn list(db: &DatabaseConnection) -> Result<(), DbErr> {
    let invoices = invoice::Entity::find().find_also_related(supplier::Entity);
    let invoices = invoices.order_by_asc(invoice::Column::InvoiceNumber);
    for (invoice, supplier) in invoices.all(db).await? {
        let supplier = supplier.map(|supplier| supplier.name);
        println!(
            "{} {} {} {} {}",
            invoice.invoice_number,
            supplier.unwrap_or_default(),
            invoice.cents,
            invoice.currency,
            invoice.status
        );
    }
    Ok(())
}
