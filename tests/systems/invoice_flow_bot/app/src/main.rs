//! A bot that keeps invoices. Telegram and the reading of photographs are left out: what the bot
//! is told is a line, `save 42 ACME A-17 paper=2x4.50 pens=10x0.80`, who sends the invoice of which
//! supplier, its number and its items.

mod database;

use std::error::Error;
use std::process::ExitCode;

use entity::{comment, invoice, invoice_draft, invoice_item};
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::{Decimal, Expr};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    TransactionTrait,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "save USER SUPPLIER NUMBER ITEM=QTYxPRICE… | draft USER … | confirm USER | \
                     comment USER INVOICE TEXT | list | listen";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("invoice-bot: {error}");
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
    let db = database::init_db().await?;
    match arguments.join(" ").as_str() {
        "listen" => listen(&db).await?,
        line => println!("{}", answer(&db, line).await?),
    }
    Ok(db.close().await?)
}

/// Answers every line of standard input, as a bot does that stays connected.
async fn listen(db: &DatabaseConnection) -> Outcome<()> {
    for line in std::io::stdin().lines() {
        match answer(db, &line?).await {
            Ok(answer) => println!("{answer}"),
            Err(error) => println!("sorry: {error}"),
        }
    }
    Ok(())
}

async fn answer(db: &DatabaseConnection, line: &str) -> Outcome<String> {
    match line.splitn(4, ' ').collect::<Vec<_>>()[..] {
        ["save", user, supplier, rest] => save(db, user, &format!("{supplier} {rest}")).await,
        ["draft", user, supplier, rest] => draft(db, user, &format!("{supplier} {rest}")).await,
        ["confirm", user] => confirm(db, user).await,
        ["comment", user, invoice, text] => say(db, user, invoice, text).await,
        ["list"] => Ok(list(db).await?),
        _ => Err(USAGE.into()),
    }
}

/// Saves an invoice with its items, all or nothing.
async fn save(db: &DatabaseConnection, user: &str, text: &str) -> Outcome<String> {
    let [supplier, number, items] = text.splitn(3, ' ').collect::<Vec<_>>()[..] else {
        return Err(USAGE.into());
    };
    let mut items = items.split(' ').map(item).collect::<Outcome<Vec<_>>>()?;
    let total = items.iter().map(|item| *item.total.as_ref()).sum();
    let header = invoice::ActiveModel {
        user_id: Set(user.parse()?),
        supplier: Set(supplier.to_owned()),
        doc_number: Set(number.to_owned()),
        total_sum: Set(total),
        raw_text: Set(Some(text.to_owned())),
        ..Default::default()
    };
    let all = db.begin().await?;
    let id = invoice::Entity::insert(header).exec(&all).await?;
    for (item, idx) in items.iter_mut().zip(1..) {
        item.invoice_id = Set(id.last_insert_id);
        item.idx = Set(idx);
    }
    invoice_item::Entity::insert_many(items).exec(&all).await?;
    all.commit().await?;
    Ok(format!(
        "{}: {supplier} {number} {total:.2}",
        id.last_insert_id
    ))
}

/// The line of an invoice from `paper=2x4.50`.
fn item(text: &str) -> Outcome<invoice_item::ActiveModel> {
    let (name, sum) = text.split_once('=').ok_or(USAGE)?;
    let (qty, price) = sum.split_once('x').ok_or(USAGE)?;
    let (qty, price): (Decimal, Decimal) = (qty.parse()?, price.parse()?);
    Ok(invoice_item::ActiveModel {
        name: Set(name.to_owned()),
        qty: Set(qty),
        price: Set(price),
        total: Set(qty * price),
        ..Default::default()
    })
}

/// Keeps what a user is about to save, in place of what they were about to save before.
async fn draft(db: &DatabaseConnection, user: &str, text: &str) -> Outcome<String> {
    let draft = invoice_draft::ActiveModel {
        user_id: Set(user.parse()?),
        payload: Set(text.to_owned()),
        ..Default::default()
    };
    let other = OnConflict::column(invoice_draft::Column::UserId)
        .update_column(invoice_draft::Column::Payload)
        .value(invoice_draft::Column::UpdatedAt, Expr::current_timestamp())
        .to_owned();
    let insert = invoice_draft::Entity::insert(draft).on_conflict(other);
    insert.exec_without_returning(db).await?;
    Ok(format!("draft: {text}"))
}

/// Saves a user's draft.
async fn confirm(db: &DatabaseConnection, user: &str) -> Outcome<String> {
    let theirs = invoice_draft::Entity::find_by_id(user.parse::<i64>()?);
    let draft = theirs.one(db).await?.ok_or("there is no draft")?;
    let saved = save(db, user, &draft.payload).await?;
    invoice_draft::Entity::delete_by_id(draft.user_id)
        .exec(db)
        .await?;
    Ok(saved)
}

async fn say(db: &DatabaseConnection, user: &str, invoice: &str, text: &str) -> Outcome<String> {
    let comment = comment::ActiveModel {
        invoice_id: Set(invoice.parse()?),
        user_id: Set(user.parse()?),
        text: Set(text.to_owned()),
        ..Default::default()
    };
    comment::Entity::insert(comment).exec(db).await?;
    Ok(format!("noted: {text}"))
}

/// Every invoice with the number of its items and comments.
async fn list(db: &DatabaseConnection) -> Result<String, DbErr> {
    let invoices = invoice::Entity::find().order_by_asc(invoice::Column::Id);
    let mut lines = Vec::new();
    for invoice in invoices.all(db).await? {
        let items = invoice_item::Column::InvoiceId.eq(invoice.id);
        let items = invoice_item::Entity::find().filter(items).count(db).await?;
        let comments = comment::Column::InvoiceId.eq(invoice.id);
        let comments = comment::Entity::find().filter(comments).count(db).await?;
        lines.push(format!(
            "{}: {} {} {:.2} ({items} items, {comments} comments)",
            invoice.id, invoice.supplier, invoice.doc_number, invoice.total_sum
        ));
    }
    Ok(lines.join("\n"))
}
