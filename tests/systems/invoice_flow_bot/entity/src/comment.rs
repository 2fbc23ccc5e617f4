//! What users say about an invoice.

use sea_orm::entity::prelude::*;

/// A comment; it goes with its invoice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub invoice_id: i32,
    pub user_id: i64,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "invoice_id", to = "id", on_delete = "Cascade")]
    pub invoice: BelongsTo<super::invoice::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
