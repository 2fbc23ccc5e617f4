//! Invoice headers.

use sea_orm::entity::prelude::*;

/// An invoice that a Telegram user sent.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub user_id: i64,
    pub supplier: String,
    pub client: Option<String>,
    pub doc_number: String,
    pub doc_date: Option<Date>,
    #[sea_orm(column_type = "Decimal(Some((12, 2)))")]
    pub total_sum: Decimal,
    #[sea_orm(column_type = "Text", nullable)]
    pub raw_text: Option<String>,
    pub source_path: Option<String>,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
