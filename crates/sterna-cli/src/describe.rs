//! A proposal as facts to report: each change with the way that it would go.

use sea_orm::DatabaseConnection;
use sterna_autogenerate::{Difference, Kept, Line, Note, Proposal, Sign, Warning, describe};
use sterna_dialect::plan::{Planned, Way};
use sterna_dialect::sqlite::extent::Extent;
use sterna_dialect::sqlite::rehearse::Rehearsal;
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::{Operation, same_name};

use crate::backfill;
use crate::error::Error;
use crate::exit::Exit;
use crate::outline::Extract;
use crate::output::unified;
use crate::report::{Change, Differences, Section};

/// The changes of a proposal, object by object, as they would go on that schema.
///
/// The operations are tried on a copy without rows on the way: what SQLite would refuse is
/// refused here, before anything is written.
///
/// # Errors
///
/// An operation cannot be carried out.
pub async fn sections(proposal: &Proposal, live: &Catalogue) -> Result<Vec<Section>, Error> {
    let concerned = shadow::part(live, &proposal.upgrade);
    rehearse(&mut Rehearsal::new(&concerned).await?, proposal).await
}

async fn rehearse(rehearsal: &mut Rehearsal, proposal: &Proposal) -> Result<Vec<Section>, Error> {
    let mut sections: Vec<Section> = Vec::new();
    for operation in &proposal.upgrade {
        let plans = rehearsal.plan(operation).await?;
        let ways: Vec<_> = plans.into_iter().flat_map(|plan| plan.ways).collect();
        for section in of_operation(operation, &ways) {
            add(&mut sections, section);
        }
    }
    Ok(sections)
}

/// What `check` and `diff` report; with the definitions as a unified diff, if that is asked for.
///
/// # Errors
///
/// An operation cannot be carried out.
pub async fn differences(
    proposal: &Proposal,
    live: &Catalogue,
    definitions: bool,
) -> Result<Differences, Error> {
    let live = shadow::part(live, &proposal.upgrade);
    let mut rehearsal = Rehearsal::new(&live).await?;
    let changes = rehearse(&mut rehearsal, proposal).await?;
    let concerned: Vec<_> = proposal.upgrade.iter().collect();
    let extract = Extract::concerned_by(&concerned);
    let before = extract.outline(live.schema());
    let after = extract.outline(rehearsal.catalogue().schema());
    Ok(Differences {
        equal: proposal.upgrade.is_empty(),
        changes,
        kept: kept(proposal),
        definitions: definitions.then(|| unified(&before, &after)),
    })
}

/// How a command ends that was asked whether there is a difference.
pub fn exit(proposal: &Proposal) -> Exit {
    match proposal.upgrade.as_slice() {
        [] => Exit::Done,
        _ => Exit::Differs,
    }
}

/// Changes of one table stand under one heading where they follow each other.
fn add(sections: &mut Vec<Section>, section: Section) {
    match sections.last_mut() {
        Some(last) if last.object == section.object && section.sign.is_none() => {
            last.changes.extend(section.changes);
        }
        _ => sections.push(section),
    }
}

fn of_operation(operation: &Operation, ways: &[Planned]) -> Vec<Section> {
    let difference = Difference {
        operations: vec![operation.clone()],
        ..Difference::default()
    };
    let mut sections: Vec<Section> = Vec::new();
    for line in describe(&difference) {
        match (line, sections.last_mut()) {
            (Line::Heading { sign, subject }, _) => sections.push(section(sign, subject)),
            (change, Some(section)) => section.changes.extend(of_line(change)),
            // The first line is a heading.
            (Line::Change { .. }, None) => {}
        }
    }
    add_ways(&mut sections, operation, ways);
    sections
}

fn section(sign: Option<Sign>, object: String) -> Section {
    Section {
        object,
        sign: sign.map(Sign::character),
        changes: Vec::new(),
    }
}

fn of_line(line: Line) -> Option<Change> {
    let Line::Change {
        sign,
        subject,
        detail,
        remark,
    } = line
    else {
        return None;
    };
    Some(Change {
        sign: sign.character(),
        subject,
        detail,
        way: None,
        remark: remark.map(str::to_owned),
    })
}

/// The engine names the way of each alteration by its summary; a change is one alteration.
fn add_ways(sections: &mut [Section], operation: &Operation, ways: &[Planned]) {
    let (Operation::AlterTable { table, alterations }, Some(section)) =
        (operation, sections.first_mut())
    else {
        return;
    };
    for (change, alteration) in section.changes.iter_mut().zip(alterations) {
        let summary = alteration.summary();
        let mut of_table = ways.iter().filter(|way| same_name(&way.table, table));
        let planned = of_table.find(|way| way.change == summary);
        change.way = planned.map(|planned| planned.way.to_string());
    }
}

/// Adds how much each rebuild would have to copy: once a table, since one rebuild does all.
///
/// # Errors
///
/// The database does not answer.
pub async fn add_extents(sections: &mut [Section], db: &DatabaseConnection) -> Result<(), Error> {
    for Section {
        object, changes, ..
    } in sections
    {
        let rebuild = Way::Rebuild.to_string();
        let is_rebuilt = |change: &&mut Change| change.way.as_ref() == Some(&rebuild);
        let Some(rebuilt) = changes.iter_mut().find(is_rebuilt) else {
            continue;
        };
        let extent = Extent::of(db, object).await.map_err(|source| {
            let doing = "counting rows".to_owned();
            sterna::Error::Database { doing, source }
        })?;
        rebuilt.remark = extent.map(|extent| extent.to_string());
    }
    Ok(())
}

/// What is said beside a comparison: what a person should look into, and what may be of interest.
#[derive(Debug, Default)]
pub struct Remarks {
    /// What a person should look into.
    pub warnings: Vec<String>,
    /// What may be of interest.
    pub notes: Vec<String>,
}

/// What a person is about to do with a proposal, which decides what is worth saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Write it down: what will be lost is said once more.
    Write,
    /// Look at it.
    Compare,
    /// Look at it closely: also what is true every time and changes nothing.
    CompareClosely,
}

impl Purpose {
    /// To look at it, more or less closely.
    pub fn comparing(verbose: bool) -> Self {
        if verbose {
            Self::CompareClosely
        } else {
            Self::Compare
        }
    }
}

/// The remarks on a proposal.
pub fn remarks(proposal: &Proposal, purpose: Purpose) -> Remarks {
    let mut remarks = Remarks::default();
    for warning in &proposal.warnings {
        match warning {
            Warning::Noted(Note::OnlyThere { name, .. }) if is_internal(name) => {}
            Warning::Noted(Note::ColumnOrder { .. }) if purpose != Purpose::CompareClosely => {}
            Warning::Noted(note) => remarks.notes.push(note.to_string()),
            Warning::LikelyRename(_) => remarks.warnings.push(warning.to_string()),
            loss if purpose == Purpose::Write => remarks.warnings.push(loss.to_string()),
            _ => {}
        }
    }
    if purpose == Purpose::Write {
        remarks
            .notes
            .extend(backfill::notes(&proposal.needs_backfill));
    }
    remarks
}

/// What only the one side has and keeps, by kind and name.
pub fn kept(proposal: &Proposal) -> Vec<String> {
    let others = proposal.kept.iter().filter(|kept| !is_internal(&kept.name));
    others.map(name).collect()
}

fn name(kept: &Kept) -> String {
    match &kept.table {
        Some(table) => format!("{} {} on {table}", kept.kind, kept.name),
        None => format!("{} {}", kept.kind, kept.name),
    }
}

/// SQLite's own tables, which come and go by themselves, are no news
/// (<https://www.sqlite.org/fileformat2.html#intschema>).
fn is_internal(name: &str) -> bool {
    let prefix = name.get(.."sqlite_".len());
    prefix.is_some_and(|prefix| same_name(prefix, "sqlite_"))
}
