//! Which table comes before which.
//!
//! A table that is referred to comes before the one that refers to it, and goes after it. Where
//! tables refer to each other, somebody is first: a new table may name one that is not there yet
//! (<https://www.sqlite.org/foreignkeys.html#fk_schemacommands>), and of an altered one the key
//! alone waits.

use sterna_schema::{Alteration, Operation, Table};

use super::alter_table;
use super::sorting::sorted;
use super::step::steps;
use super::wishes::{Reason, Weight, Wish, wishes};
use crate::diff::table::TableChanges;

/// Creations, alterations and drops, in this order where nothing else decides.
pub(super) fn arranged(
    altered: &mut [TableChanges],
    created: &[Table],
    dropped: &[Table],
) -> Vec<Operation> {
    let wishes = wishes(&steps(created, altered, dropped));
    let count = created.len() + altered.len() + dropped.len();
    let places = places(&wishes, count);
    let (early, late) = parted(altered, created.len(), &wishes, &places);
    let steps = steps(created, altered, dropped).into_iter();
    let mut steps: Vec<_> = steps.enumerate().collect();
    steps.sort_by_key(|(at, _)| places[*at]);
    let steps = steps.into_iter().filter_map(|(_, step)| step.operation());
    early.into_iter().chain(steps).chain(late).collect()
}

/// Where each step comes: by all wishes if that can be, else by those that must come true.
fn places(wishes: &[Wish], count: usize) -> Vec<usize> {
    let places = places_by(wishes.iter(), count);
    let fails = |wish: &Wish| wish.weight == Weight::Heavy && is_broken(wish, &places);
    if !wishes.iter().any(fails) {
        return places;
    }
    let others = wishes.iter().filter(|wish| wish.weight != Weight::Partable);
    places_by(others, count)
}

fn places_by<'a>(wishes: impl Iterator<Item = &'a Wish>, count: usize) -> Vec<usize> {
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

fn is_broken(wish: &Wish, places: &[usize]) -> bool {
    places[wish.first] > places[wish.then]
}

/// Takes the keys out whose wishes cannot come true, because tables refer to each other: such a
/// key is dropped before everything else, or added after it.
fn parted(
    altered: &mut [TableChanges],
    created: usize,
    wishes: &[Wish],
    places: &[usize],
) -> (Vec<Operation>, Vec<Operation>) {
    let (mut early, mut late) = (Vec::new(), Vec::new());
    let broken = wishes.iter().filter(|wish| is_broken(wish, places));
    for wish in broken.filter(|wish| wish.weight == Weight::Partable) {
        let (owner, parted) = match wish.reason {
            Reason::Added => (wish.then, &mut late),
            Reason::Dropped => (wish.first, &mut early),
        };
        parted.extend(part(&mut altered[owner - created], wish));
    }
    (early, late)
}

fn part(table: &mut TableChanges, wish: &Wish) -> Option<Operation> {
    let is_it = |alteration: &mut Alteration| match (alteration, wish.reason) {
        (Alteration::AddForeignKey(key), Reason::Added) => *key == wish.key,
        (Alteration::DropForeignKey(key), Reason::Dropped) => key.known() == Some(&wish.key),
        _ => false,
    };
    let parted = table.alterations.extract_if(.., is_it).collect();
    alter_table(&table.name, parted)
}
