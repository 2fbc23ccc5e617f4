//! Which step should come before which, because of a key between their tables.

use std::collections::HashMap;

use sterna_schema::ForeignKey;

use super::step::Step;

/// That one step comes before another.
pub(super) struct Wish {
    pub(super) first: usize,
    pub(super) then: usize,
    /// The key that asks for it.
    pub(super) key: ForeignKey,
    pub(super) reason: Reason,
    pub(super) weight: Weight,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The second step adds the key; the first makes what it refers to.
    Added,
    /// The first step drops the key, or its table; the second takes away what it refers to.
    Dropped,
}

/// What it means that a wish does not come true.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Nothing: a new table may name one that is not there yet, one that goes may name one that
    /// is gone.
    Light,
    /// The key has to be added or dropped apart from the rest of its table.
    Partable,
    /// The database refuses the operation, or its way back.
    Heavy,
}

/// The wishes of all steps.
pub(super) fn wishes(steps: &[Step]) -> Vec<Wish> {
    let names = steps.iter().enumerate();
    let places: HashMap<_, _> = names
        .map(|(at, step)| (step.table().to_ascii_lowercase(), at))
        .collect();
    let target = |key: &ForeignKey| places.get(&key.table.to_ascii_lowercase()).copied();
    let mut wishes = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        for key in step.new_keys() {
            let target = target(key).filter(|&target| steps[target].brings(key));
            wishes.extend(target.map(|target| wish(steps, at, target, key, Reason::Added)));
        }
        for key in step.dropped_keys() {
            let target = target(key).filter(|&target| steps[target].takes_away(key));
            wishes.extend(target.map(|target| wish(steps, at, target, key, Reason::Dropped)));
        }
    }
    wishes.retain(|wish| wish.first != wish.then);
    wishes
}

fn wish(steps: &[Step], owner: usize, target: usize, key: &ForeignKey, reason: Reason) -> Wish {
    let (first, then) = match reason {
        Reason::Added => (target, owner),
        Reason::Dropped => (owner, target),
    };
    let weight = match (steps[owner].is_alteration(), steps[target].is_alteration()) {
        (true, _) => Weight::Partable,
        (false, true) => Weight::Heavy,
        (false, false) => Weight::Light,
    };
    Wish {
        first,
        then,
        key: key.clone(),
        reason,
        weight,
    }
}
