//! Pair, then ask: the two sides of a comparison, and the zip that finds what is on which side.
//!
//! Nothing here knows what a table is.

use std::collections::HashMap;
use std::hash::Hash;

use sterna_schema::same_name;

/// The same thing on both sides, or the two things that are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair<T> {
    /// What is there.
    pub(crate) from: T,
    /// What it shall become.
    pub(crate) to: T,
}

/// What a zip found, each list in the order of its side.
#[derive(Debug)]
pub(crate) struct Zipped<'a, T> {
    /// What only `from` has.
    pub(crate) removed: Vec<&'a T>,
    /// What only `to` has.
    pub(crate) added: Vec<&'a T>,
    /// What both have, in the order of `from`.
    pub(crate) both: Vec<Pair<&'a T>>,
}

impl<T> Pair<T> {
    pub(crate) fn new(from: T, to: T) -> Self {
        Self { from, to }
    }

    /// The same question put to both sides.
    pub(crate) fn map<U>(self, question: impl Fn(T) -> U) -> Pair<U> {
        Pair::new(question(self.from), question(self.to))
    }
}

impl<T: PartialEq> Pair<T> {
    /// Whether both sides say the same.
    pub(crate) fn is_equal(&self) -> bool {
        self.from == self.to
    }
}

impl<'a, T> Pair<&'a [T]> {
    /// Pairs what has the same name.
    pub(crate) fn zip_named(self, name: impl Fn(&T) -> &str) -> Zipped<'a, T> {
        // Two sides that are alike, which is the usual thing, cost no allocation.
        let mut pairs = self.from.iter().zip(self.to);
        let alike = self.from.len() == self.to.len()
            && pairs.all(|(from, to)| same_name(name(from), name(to)));
        if !alike {
            return self.zip_by(|object| name(object).to_ascii_lowercase());
        }
        let pairs = self.from.iter().zip(self.to);
        Zipped {
            removed: Vec::new(),
            added: Vec::new(),
            both: pairs.map(|(from, to)| Pair::new(from, to)).collect(),
        }
    }

    /// Pairs what has the same key. A key that one side has twice pairs once.
    pub(crate) fn zip_by<K: Eq + Hash>(self, key: impl Fn(&'a T) -> K) -> Zipped<'a, T> {
        let mut waiting: HashMap<K, usize> = HashMap::new();
        for (at, object) in self.to.iter().enumerate().rev() {
            waiting.insert(key(object), at);
        }
        self.zip_with(|object| waiting.remove(&key(object)))
    }

    /// Pairs what `same` holds to be the same, each with the first that is free.
    pub(crate) fn zip_where(self, same: impl Fn(&T, &T) -> bool) -> Zipped<'a, T> {
        let mut taken = vec![false; self.to.len()];
        self.zip_with(|object| {
            let at = (0..taken.len()).find(|&at| !taken[at] && same(object, &self.to[at]))?;
            taken[at] = true;
            Some(at)
        })
    }

    fn zip_with(self, mut partner: impl FnMut(&'a T) -> Option<usize>) -> Zipped<'a, T> {
        let mut paired = vec![false; self.to.len()];
        let (mut removed, mut both) = (Vec::new(), Vec::new());
        for from in self.from {
            match partner(from) {
                Some(at) => {
                    paired[at] = true;
                    both.push(Pair::new(from, &self.to[at]));
                }
                None => removed.push(from),
            }
        }
        let alone = |(to, paired): (&'a T, bool)| (!paired).then_some(to);
        Zipped {
            removed,
            added: self.to.iter().zip(paired).filter_map(alone).collect(),
            both,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zip_by_name_finds_what_is_on_which_side() {
        let zipped = Pair::new(&["a", "B", "c"][..], &["d", "b", "A"][..]).zip_named(|name| name);
        assert_eq!(zipped.removed, [&"c"]);
        assert_eq!(zipped.added, [&"d"]);
        assert_eq!(zipped.both, [Pair::new(&"a", &"A"), Pair::new(&"B", &"b")]);
    }

    #[test]
    fn sides_that_are_alike_pair_as_they_stand() {
        let zipped = Pair::new(&["a", "b"][..], &["A", "B"][..]).zip_named(|name| name);
        assert!(zipped.removed.is_empty() && zipped.added.is_empty());
        assert_eq!(zipped.both, [Pair::new(&"a", &"A"), Pair::new(&"b", &"B")]);
    }

    #[test]
    fn a_zip_where_pairs_each_object_once() {
        let zipped = Pair::new(&[1, 1, 2][..], &[1, 2, 2][..]).zip_where(|a, b| a == b);
        assert_eq!(zipped.removed, [&1]);
        assert_eq!(zipped.added, [&2]);
        assert_eq!(zipped.both.len(), 2);
    }
}
