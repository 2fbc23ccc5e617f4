//! The catalogue of the database that a run works on, kept up to date as lazily as possible: it
//! is read when the first operation needs it, and again only where something has touched it.
//! A thousand revisions that create tables read the schema once.

use std::collections::BTreeSet;

use sea_orm::DbErr;
use sterna_dialect::plan::Touched;
use sterna_dialect::sqlite::{Catalogue, ReadError};
use sterna_schema::{Alteration, Operation};

use super::connection::Connection;
use super::query;

/// Beyond this many tables, reading the whole schema again is cheaper than table by table.
const TABLES_AT_MOST: usize = 8;

/// A catalogue that knows what of it is out of date.
pub(super) struct LiveCatalogue<'a> {
    connection: &'a Connection,
    catalogue: Option<Catalogue>,
    stale: Stale,
    /// SQLite's own count of changes of the schema, when a transaction of the run ended.
    version: Option<i64>,
}

/// What is out of date.
enum Stale {
    /// These tables.
    Tables(BTreeSet<String>),
    /// More than can be told.
    Everything,
}

/// What of the catalogue the plan of an operation depends on.
enum Concern<'a> {
    Nothing,
    Table(&'a str),
    Everything,
}

impl<'a> LiveCatalogue<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self {
            connection,
            catalogue: None,
            stale: Stale::Tables(BTreeSet::new()),
            version: None,
        }
    }

    /// To be called at the start of a transaction: keeps what is known only if nobody has changed
    /// the schema since the last one (<https://www.sqlite.org/pragma.html#pragma_schema_version>).
    pub(super) async fn resume(&mut self) -> Result<(), DbErr> {
        if self.version != Some(self.schema_version().await?) {
            self.stale = Stale::Everything;
        }
        Ok(())
    }

    /// To be called at the end of a transaction.
    pub(super) async fn pause(&mut self) -> Result<(), DbErr> {
        self.version = Some(self.schema_version().await?);
        Ok(())
    }

    async fn schema_version(&self) -> Result<i64, DbErr> {
        query::integer(self.connection, "PRAGMA schema_version").await
    }

    /// The catalogue, up to date as far as planning this operation needs.
    pub(super) async fn for_operation(
        &mut self,
        operation: &Operation,
    ) -> Result<&Catalogue, ReadError> {
        match (concern(operation), &mut self.stale) {
            (Concern::Nothing, _) => self.refreshed([]).await,
            (Concern::Table(table), Stale::Tables(tables)) => {
                let stale = tables.take(&table.to_ascii_lowercase());
                self.refreshed(stale).await
            }
            (Concern::Table(_) | Concern::Everything, _) => self.whole().await,
        }
    }

    /// The catalogue, up to date.
    pub(super) async fn whole(&mut self) -> Result<&Catalogue, ReadError> {
        let stale = std::mem::replace(&mut self.stale, Stale::Tables(BTreeSet::new()));
        match stale {
            Stale::Tables(tables) if tables.len() <= TABLES_AT_MOST => self.refreshed(tables).await,
            _ => {
                self.catalogue = None;
                self.refreshed([]).await
            }
        }
    }

    /// The catalogue, up to date, to be kept.
    pub(super) async fn into_whole(mut self) -> Result<Catalogue, ReadError> {
        self.whole().await?;
        Ok(self.catalogue.expect("it was just read"))
    }

    /// Remembers what a plan has touched.
    pub(super) fn touch(&mut self, touched: &Touched) {
        match (touched, &mut self.stale) {
            (Touched::Everything, stale) => *stale = Stale::Everything,
            (Touched::Tables(tables), Stale::Tables(stale)) => {
                stale.extend(tables.iter().map(|table| table.to_ascii_lowercase()));
            }
            (Touched::Nothing | Touched::Tables(_), _) => {}
        }
    }

    async fn refreshed(
        &mut self,
        tables: impl IntoIterator<Item = String>,
    ) -> Result<&Catalogue, ReadError> {
        let catalogue = match self.catalogue.take() {
            None => Catalogue::read(self.connection).await?,
            Some(mut catalogue) => {
                for table in tables {
                    catalogue.refresh(self.connection, &table).await?;
                }
                catalogue
            }
        };
        Ok(self.catalogue.insert(catalogue))
    }
}

fn concern(operation: &Operation) -> Concern<'_> {
    match operation {
        Operation::Execute(_) => Concern::Nothing,
        Operation::CreateTable(table) => Concern::Table(&table.name),
        Operation::BulkInsert(insert) => Concern::Table(&insert.table),
        Operation::AlterTable { table, alterations } if only_creates_indexes(alterations) => {
            Concern::Table(table)
        }
        _ => Concern::Everything,
    }
}

fn only_creates_indexes(alterations: &[Alteration]) -> bool {
    alterations
        .iter()
        .all(|one| matches!(one, Alteration::CreateIndex(_)))
}
