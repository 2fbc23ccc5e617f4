//! Which table comes before which.
//!
//! A table that is referred to comes before the one that refers to it, and goes after it. Where
//! tables refer to each other, somebody is first: a new table may name one that is not there yet
//! (<https://www.sqlite.org/foreignkeys.html#fk_schemacommands>), and of an altered one the key
//! alone waits.

use std::collections::HashMap;

use sterna_schema::{Alteration, Dropped, ForeignKey, Operation, Table};

use super::alter_table;
use super::sorting::sorted;
use crate::diff::table::TableChanges;
use crate::diff::tables::Tables;

/// Creations, alterations and drops, in this order where nothing else decides.
pub(super) fn arranged(tables: &mut Tables, dropped: &[Table]) -> Vec<Operation> {
    let wishes = wishes(&steps(tables, dropped));
    let count = tables.created.len() + tables.altered.len() + dropped.len();
    let places = places(&wishes, count);
    let (early, late) = parted(tables, &wishes, &places);
    let mut steps: Vec<_> = steps(tables, dropped).into_iter().enumerate().collect();
    steps.sort_by_key(|(at, _)| places[*at]);
    let steps = steps.into_iter().filter_map(|(_, step)| step.operation());
    early.into_iter().chain(steps).chain(late).collect()
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Create(&'a Table),
    Alter(&'a TableChanges),
    Drop(&'a Table),
}

/// The steps, in the order that they have where nothing decides. Drops stand in the reverse
/// order, so that their way back is the order of creations.
fn steps<'a>(tables: &'a Tables, dropped: &'a [Table]) -> Vec<Step<'a>> {
    let created = tables.created.iter().map(|&table| Step::Create(table));
    let altered = tables.altered.iter().map(Step::Alter);
    let dropped = dropped.iter().rev().map(Step::Drop);
    created.chain(altered).chain(dropped).collect()
}

/// Where each step comes.
fn places(wishes: &[Wish], count: usize) -> Vec<usize> {
    let mut needs = vec![Vec::new(); count];
    for wish in wishes {
        needs[wish.then].push(wish.first);
    }
    let mut places = vec![0; count];
    for (place, at) in sorted(&needs).into_iter().enumerate() {
        places[at] = place;
    }
    places
}

/// That one step comes before another.
struct Wish {
    first: usize,
    then: usize,
    /// The key that asks for it.
    key: ForeignKey,
    reason: Reason,
}

enum Reason {
    /// The second step adds the key; the first makes what it refers to.
    Added,
    /// The first step drops the key, or its table; the second takes away what it refers to.
    Dropped,
}

fn wishes(steps: &[Step]) -> Vec<Wish> {
    let names = steps.iter().enumerate();
    let places: HashMap<_, _> = names
        .map(|(at, step)| (step.table().to_ascii_lowercase(), at))
        .collect();
    let target = |key: &ForeignKey| places.get(&key.table.to_ascii_lowercase()).copied();
    let mut wishes = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        for key in step.new_keys() {
            wishes.extend(target(key).map(|target| Wish {
                first: target,
                then: at,
                key: key.clone(),
                reason: Reason::Added,
            }));
        }
        for key in step.dropped_keys() {
            let target = target(key).filter(|&target| steps[target].takes_away());
            wishes.extend(target.map(|target| Wish {
                first: at,
                then: target,
                key: key.clone(),
                reason: Reason::Dropped,
            }));
        }
    }
    wishes.retain(|wish| wish.first != wish.then);
    wishes
}

/// Takes the keys out whose wishes cannot come true, because tables refer to each other: such a
/// key is dropped before everything else, or added after it.
fn parted(
    tables: &mut Tables,
    wishes: &[Wish],
    places: &[usize],
) -> (Vec<Operation>, Vec<Operation>) {
    let (mut early, mut late) = (Vec::new(), Vec::new());
    let created = tables.created.len();
    for wish in wishes
        .iter()
        .filter(|wish| places[wish.first] > places[wish.then])
    {
        let (owner, parted) = match wish.reason {
            Reason::Added => (wish.then, &mut late),
            Reason::Dropped => (wish.first, &mut early),
        };
        let altered = owner.checked_sub(created);
        let altered = altered.and_then(|at| tables.altered.get_mut(at));
        parted.extend(altered.and_then(|table| part(table, wish)));
    }
    (early, late)
}

fn part(table: &mut TableChanges, wish: &Wish) -> Option<Operation> {
    let is_it = |alteration: &mut Alteration| match (alteration, &wish.reason) {
        (Alteration::AddForeignKey(key), Reason::Added) => *key == wish.key,
        (Alteration::DropForeignKey(key), Reason::Dropped) => key.known() == Some(&wish.key),
        _ => false,
    };
    let parted = table.alterations.extract_if(.., is_it).collect();
    alter_table(&table.name, parted)
}

impl<'a> Step<'a> {
    fn table(self) -> &'a str {
        match self {
            Self::Create(table) | Self::Drop(table) => &table.name,
            Self::Alter(changes) => &changes.name,
        }
    }

    fn operation(self) -> Option<Operation> {
        match self {
            Self::Create(table) => Some(Operation::CreateTable(table.clone())),
            Self::Alter(changes) => alter_table(&changes.name, changes.alterations.clone()),
            Self::Drop(table) => Some(Operation::DropTable(Dropped::Known(table.clone()))),
        }
    }

    /// The keys that the step adds and that join something new.
    fn new_keys(self) -> Vec<&'a ForeignKey> {
        match self {
            Self::Create(table) => table.foreign_keys.iter().collect(),
            Self::Alter(changes) => {
                let dropped = self.dropped_keys();
                let is_new = |key: &&ForeignKey| !dropped.iter().any(|old| old.joins_like(key));
                added_keys(changes).filter(is_new).collect()
            }
            Self::Drop(_) => Vec::new(),
        }
    }

    /// The keys that are gone after the step.
    fn dropped_keys(self) -> Vec<&'a ForeignKey> {
        match self {
            Self::Create(_) => Vec::new(),
            Self::Alter(changes) => dropped_keys(changes).collect(),
            Self::Drop(table) => table.foreign_keys.iter().collect(),
        }
    }

    /// Whether the step takes something away that others may refer to.
    fn takes_away(self) -> bool {
        match self {
            Self::Create(_) => false,
            Self::Alter(changes) => changes.alterations.iter().any(drops_key),
            Self::Drop(_) => true,
        }
    }
}

fn drops_key(alteration: &Alteration) -> bool {
    match alteration {
        Alteration::DropUnique(_) | Alteration::DropColumn { .. } => true,
        Alteration::SetPrimaryKey { from, .. } => from.is_some(),
        Alteration::DropIndex(index) => index.known().is_some_and(|index| index.unique),
        _ => false,
    }
}

fn added_keys(changes: &TableChanges) -> impl Iterator<Item = &ForeignKey> {
    let alterations = changes.alterations.iter();
    alterations.filter_map(|alteration| match alteration {
        Alteration::AddForeignKey(key) => Some(key),
        _ => None,
    })
}

fn dropped_keys(changes: &TableChanges) -> impl Iterator<Item = &ForeignKey> {
    let alterations = changes.alterations.iter();
    alterations.filter_map(|alteration| match alteration {
        Alteration::DropForeignKey(key) => key.known(),
        _ => None,
    })
}
