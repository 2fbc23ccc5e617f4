//! A database with rows and what is wanted of it: what is proposed, and what a copy says to it.

use sea_orm::DatabaseConnection;
use sterna_autogenerate::{
    Backfill, Claim, Desired, Proof, Proposal, Rename, Renames, Request, Sample, Scope,
    autogenerate, prove,
};
use sterna_dialect::sqlite::Catalogue;
use sterna_schema::{Operation, Schema};

use crate::database::{database, schema};

/// A database with rows, what is wanted of it, and what was said beside.
pub struct Case {
    pub live: DatabaseConnection,
    pub catalogue: Catalogue,
    pub desired: Desired,
    pub renames: Vec<Rename>,
    pub backfills: Vec<Backfill>,
}

impl Case {
    pub async fn new(live: &str, desired: &str) -> Self {
        Self::of(database(live).await, schema(desired).await).await
    }

    pub async fn of(live: DatabaseConnection, schema: Schema) -> Self {
        let catalogue = Catalogue::read(&live).await.expect("readable");
        Self {
            live,
            catalogue,
            desired: Desired {
                schema,
                ..Desired::default()
            },
            renames: Vec::new(),
            backfills: Vec::new(),
        }
    }

    pub fn renaming(mut self, rename: &str) -> Self {
        self.renames.push(rename.parse().expect("a rename"));
        self
    }

    pub fn filling(mut self, backfill: &str) -> Self {
        self.backfills.push(backfill.parse().expect("a backfill"));
        self
    }

    pub async fn proposal(&self) -> Proposal {
        let request = Request {
            live: &self.catalogue,
            desired: &self.desired,
            scope: Scope::exact(),
            renames: Renames {
                asked: self.renames.clone(),
                ..Renames::default()
            },
            backfills: self.backfills.clone(),
        };
        autogenerate(&request).await.expect("a proposal")
    }

    pub async fn prove(&self, upgrade: &[Operation], downgrade: &[Operation]) -> Proof {
        let sample = Sample::take(&self.live, self.catalogue.schema(), upgrade).await;
        let claim = Claim {
            live: &self.catalogue,
            desired: &self.desired,
            scope: &Scope::exact(),
            upgrade,
            downgrade,
        };
        let proof = prove(&claim, &sample.expect("a sample")).await;
        proof.expect("a proof")
    }

    pub async fn proved(&self) -> Proof {
        let proposal = self.proposal().await;
        self.prove(&proposal.upgrade, &proposal.downgrade).await
    }
}
