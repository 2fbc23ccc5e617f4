//! One run of a proposal on a copy.

use sea_orm::DatabaseConnection;
use sterna::error::Problem;
use sterna::run::{ExecuteError, execute};
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::{Operation, Schema, Unmanaged};

use super::lineage::{Fate, Lineage};
use super::proof::{Direction, Failure, Outcome, Proof, Unproved};
use super::rows::{Names, Snapshot, fill};
use super::sample::Sample;
use super::{Claim, ProofError};
use crate::autogenerate::{Request, autogenerate};
use crate::diff;
use crate::difference::Note;
use crate::rename::Renames;
use crate::scope::Scope;

/// Carries out the upgrade and the downgrade, and looks after each.
pub(super) async fn run(claim: &Claim<'_>, sample: &Sample) -> Result<Proof, ProofError> {
    let (copy, missing) = shadow::replicate(claim.live).await?;
    fill(&copy, claim.live, sample).await?;
    let mut trial = Trial {
        lineage: Lineage::new(claim.live.schema(), claim.upgrade),
        claim,
        sample,
        copy,
        sample_rows: 0,
        kept_rows: 0,
        unproved: Vec::new(),
    };
    let failure = trial.both_ways(&missing).await?;
    Ok(trial.proof(failure, missing))
}

struct Trial<'a> {
    claim: &'a Claim<'a>,
    sample: &'a Sample,
    lineage: Lineage,
    copy: DatabaseConnection,
    sample_rows: u64,
    kept_rows: u64,
    unproved: Vec<Unproved>,
}

impl Trial<'_> {
    async fn both_ways(&mut self, missing: &[Unmanaged]) -> Result<Option<Failure>, ProofError> {
        let start = self.start(missing).await?;
        let before = self.rows(Names::Before).await?;
        self.sample_rows = self.all_rows().await?;
        self.kept_rows = before.count();
        if let Some(failure) = self.there(&before).await? {
            return Ok(Some(failure));
        }
        self.back(&start, &before).await
    }

    /// The schema that the downgrade must restore: where something could not be copied, that of
    /// the copy.
    async fn start(&self, missing: &[Unmanaged]) -> Result<Schema, ProofError> {
        Ok(match missing {
            [] => self.claim.live.schema().clone(),
            _ => self.schema().await?,
        })
    }

    async fn there(&self, before: &Snapshot) -> Result<Option<Failure>, ProofError> {
        if let Some(failure) = self.execute(self.claim.upgrade, Direction::Upgrade).await {
            return Ok(Some(failure));
        }
        let rest = self.rest().await?;
        if !rest.is_empty() {
            return Ok(Some(Failure::NotReached(rest)));
        }
        let after = self.rows(Names::After).await?;
        Ok(changed(before, &after, Direction::Upgrade))
    }

    async fn back(
        &mut self,
        start: &Schema,
        before: &Snapshot,
    ) -> Result<Option<Failure>, ProofError> {
        let downgrade = self.claim.downgrade;
        if let Some(failure) = self.execute(downgrade, Direction::Downgrade).await {
            return Ok(Some(failure));
        }
        let end = self.schema().await?;
        let exact = Scope::exact_with_views_and_triggers();
        let forth = diff(&end, start, &exact);
        let back = diff(start, &end, &exact);
        if let Some(rest) = [forth.operations, back.operations]
            .into_iter()
            .find(|rest| !rest.is_empty())
        {
            return Ok(Some(Failure::NotRestored(rest)));
        }
        let restored = self.rows(Names::Before).await?;
        self.unproved.extend(self.lost());
        self.unproved.extend(converted(before, &restored));
        self.unproved.extend(reordered(&forth.notes, &self.lineage));
        Ok(changed(before, &restored, Direction::Downgrade))
    }

    async fn execute(&self, operations: &[Operation], direction: Direction) -> Option<Failure> {
        let error = execute(&self.copy, operations).await.err()?;
        let (reason, help) = match error {
            ExecuteError::Operation {
                problem: Problem::Refused { found, refusal, .. },
                ..
            } => (found, Some(refusal.help)),
            other => (other.to_string(), None),
        };
        Some(Failure::Stopped {
            direction,
            reason,
            help,
        })
    }

    /// What a second comparison would propose.
    async fn rest(&self) -> Result<Vec<Operation>, ProofError> {
        let live = Catalogue::read(&self.copy).await?;
        let request = Request {
            live: &live,
            desired: self.claim.desired,
            scope: self.claim.scope.clone(),
            renames: Renames::default(),
            backfills: Vec::new(),
        };
        Ok(autogenerate(&request).await?.upgrade)
    }

    async fn schema(&self) -> Result<Schema, ProofError> {
        Ok(Catalogue::read(&self.copy).await?.schema().clone())
    }

    async fn rows(&self, names: Names) -> Result<Snapshot, ProofError> {
        Ok(Snapshot::take(&self.copy, self.sample, &self.lineage, names).await?)
    }

    /// Those of tables that will be dropped, too.
    async fn all_rows(&self) -> Result<u64, ProofError> {
        let nothing = Lineage::new(self.claim.live.schema(), &[]);
        let all = Snapshot::take(&self.copy, self.sample, &nothing, Names::Before).await?;
        Ok(all.count())
    }

    /// What the downgrade cannot bring back, whatever it does.
    fn lost(&self) -> Vec<Unproved> {
        let mut lost = Vec::new();
        for line in self.lineage.tables() {
            let table = line.before.clone();
            if line.is_dropped {
                lost.push(Unproved::RowsGone { table });
                continue;
            }
            lost.extend(line.columns.iter().filter_map(|column| match &column.fate {
                Fate::Dropped { neutral } => Some(Unproved::ValuesGone {
                    table: table.clone(),
                    column: column.before.clone(),
                    neutral: neutral.as_ref().map(|sql| sql.sql().to_owned()),
                }),
                Fate::Kept | Fate::Converted => None,
            }));
        }
        lost
    }

    fn proof(mut self, failure: Option<Failure>, missing: Vec<Unmanaged>) -> Proof {
        let is_whole = missing.is_empty();
        let not_copied = missing.into_iter().map(|object| Unproved::NotCopied {
            kind: object.kind,
            name: object.name,
        });
        self.unproved.extend(not_copied);
        let left_out = self.sample.left_out.iter().cloned();
        let no_sample = left_out.map(|(table, reason)| Unproved::NoSample { table, reason });
        self.unproved.extend(no_sample);
        let outcome = match failure {
            Some(failure) if is_whole => Outcome::Failed(failure),
            Some(failure) => {
                self.unproved.insert(0, Unproved::Inconclusive(failure));
                Outcome::of(self.unproved)
            }
            None => Outcome::of(self.unproved),
        };
        Proof {
            sample_rows: self.sample_rows,
            kept_rows: self.kept_rows,
            outcome,
        }
    }
}

impl Outcome {
    fn of(unproved: Vec<Unproved>) -> Self {
        match unproved.as_slice() {
            [] => Self::Proved,
            _ => Self::Partly { unproved },
        }
    }
}

impl Proof {
    /// The same proof with one more thing that cannot be proved. What failed stays failed.
    pub(super) fn with(self, more: Unproved) -> Self {
        let outcome = match self.outcome {
            Outcome::Proved => Outcome::of(vec![more]),
            Outcome::Partly { mut unproved } => {
                unproved.push(more);
                Outcome::of(unproved)
            }
            failed @ Outcome::Failed(_) => failed,
        };
        Self { outcome, ..self }
    }
}

/// The first table whose rows are not what they were.
fn changed(before: &Snapshot, after: &Snapshot, direction: Direction) -> Option<Failure> {
    before.kept.iter().find_map(|(table, rows)| {
        let found = after.kept.get(table).map_or(&[][..], Vec::as_slice);
        (rows != found).then(|| Failure::RowsChanged {
            direction,
            table: table.clone(),
            before: rows.len() as u64,
            same: in_both(rows, found),
        })
    })
}

fn converted(before: &Snapshot, restored: &Snapshot) -> Vec<Unproved> {
    let columns = before.converted.iter();
    let columns = columns.map(|((table, column), rows)| {
        let key = (table.clone(), column.clone());
        let found = restored.converted.get(&key);
        let same = in_both(rows, found.map_or(&[][..], Vec::as_slice));
        Unproved::Converted {
            table: table.clone(),
            column: column.clone(),
            values: rows.len() as u64,
            changed: rows.len() as u64 - same,
        }
    });
    columns.collect()
}

/// The tables whose columns come back in another order, but for those of which a column is known
/// to come back anew.
fn reordered(notes: &[Note], lineage: &Lineage) -> Vec<Unproved> {
    let is_known = |table: &str| {
        let line = lineage.before(table);
        line.is_some_and(|line| line.dropped().next().is_some())
    };
    let tables = notes.iter().filter_map(|note| match note {
        Note::ColumnOrder { table, .. } if !is_known(table) => Some(table.clone()),
        _ => None,
    });
    tables.map(|table| Unproved::Order { table }).collect()
}

/// How many of the sorted texts are in both lists.
fn in_both(left: &[String], right: &[String]) -> u64 {
    let (mut l, mut r, mut both) = (0, 0, 0);
    while let (Some(a), Some(b)) = (left.get(l), right.get(r)) {
        both += u64::from(a == b);
        l += usize::from(a <= b);
        r += usize::from(a >= b);
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_both_lists_are_counted() {
        let texts = |texts: &[&str]| texts.iter().map(|&t| t.to_owned()).collect::<Vec<_>>();
        let left = texts(&["a", "b", "b", "d"]);
        assert_eq!(in_both(&left, &texts(&["b", "c", "d"])), 2);
        assert_eq!(in_both(&left, &left), 4);
        assert_eq!(in_both(&left, &[]), 0);
    }
}
