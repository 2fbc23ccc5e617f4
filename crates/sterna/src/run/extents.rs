//! What the rebuilds of a plan would have to copy: rows and bytes, which a copy of the schema does
//! not have.

use std::collections::BTreeMap;

use sterna_dialect::plan::{Planned, Way};
use sterna_dialect::sqlite::extent::Extent;

use super::runner::Runner;
use crate::error::Error;
use crate::report::StepReport;

impl Runner<'_> {
    /// Adds to the reason of each rebuild how much there is to copy: to the first alteration of a
    /// table, since all of them are one rebuild. A table that an earlier step makes has nothing.
    pub(super) async fn add_extents(&self, steps: &mut [StepReport]) -> Result<(), Error> {
        let mut rebuilds = rebuilds(steps);
        if rebuilds.is_empty() {
            return Ok(());
        }
        let session = self.session().await?;
        let asked = async {
            for (table, extent) in &mut rebuilds {
                *extent = Extent::of(session.connection(), table).await?;
            }
            Ok(())
        };
        let asked = asked.await;
        session.close().await;
        asked.map_err(|error| Error::database("counting the rows of a table", error))?;
        say(steps, &rebuilds);
        Ok(())
    }
}

/// The tables that are rebuilt.
fn rebuilds(steps: &[StepReport]) -> BTreeMap<String, Option<Extent>> {
    let operations = steps.iter().flat_map(|step| &step.operations);
    let ways = operations.flat_map(|operation| &operation.ways);
    let rebuilt = ways.filter(|planned| planned.way == Way::Rebuild);
    rebuilt
        .map(|planned| (planned.table.clone(), None))
        .collect()
}

fn say(steps: &mut [StepReport], extents: &BTreeMap<String, Option<Extent>>) {
    let operations = steps.iter_mut().flat_map(|step| &mut step.operations);
    for operation in operations {
        let mut last = None;
        for planned in &mut operation.ways {
            let Planned {
                table, way, reason, ..
            } = planned;
            let this = (*way == Way::Rebuild).then(|| table.clone());
            let extent = extents.get(table.as_str()).copied().flatten();
            if let (Some(extent), true) = (extent, this.is_some() && this != last) {
                reason.push_str(&format!(", {extent}"));
            }
            last = this;
        }
    }
}
