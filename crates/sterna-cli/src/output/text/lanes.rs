//! The lines of a history, drawn: a lane for each branch that is being read down, as git's log
//! has them. Pure: ids in, texts out.

use std::collections::HashMap;

use crate::report::RevisionFacts;

/// What stands beside a line of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The revision at this place of the list.
    Revision(usize),
    /// Nothing: lanes part or join here.
    Between,
}

/// The drawing of a list that is in order, newest first: what each line shows, and the line.
pub fn lanes(revisions: &[RevisionFacts]) -> Vec<(Row, String)> {
    let parents = parents(revisions);
    let mut drawing = Drawing::default();
    for (place, revision) in revisions.iter().enumerate() {
        let lane = drawing.join(&revision.id);
        drawing.add(Row::Revision(place), lane, lane, &[]);
        let below = parents.get(revision.id.as_str());
        drawing.part(lane, below.map_or(&[], Vec::as_slice));
    }
    drawing.rows
}

/// What each revision builds on, as far as that is in the list, in its own order. A revision may
/// name what another one replaced since, so that the children are asked.
fn parents(revisions: &[RevisionFacts]) -> HashMap<&str, Vec<&str>> {
    let mut parents: HashMap<&str, Vec<&str>> = HashMap::new();
    for revision in revisions {
        for child in &revision.children {
            let below = parents.entry(child).or_default();
            below.push(&revision.id);
        }
    }
    for revision in revisions {
        if let Some(below) = parents.get_mut(revision.id.as_str()) {
            let place = |id: &&str| revision.revises.iter().position(|parent| parent == id);
            below.sort_by_key(|id| place(id).unwrap_or(usize::MAX));
        }
    }
    parents
}

/// What is drawn so far.
#[derive(Default)]
struct Drawing<'a> {
    rows: Vec<(Row, String)>,
    /// The revision that each lane leads down to.
    lanes: Vec<Option<&'a str>>,
}

impl<'a> Drawing<'a> {
    /// The lane of a revision; others that lead to it end there.
    fn join(&mut self, id: &'a str) -> usize {
        let leads_there = |lane: &usize| self.lanes[*lane] == Some(id);
        let lanes: Vec<_> = (0..self.lanes.len()).filter(leads_there).collect();
        let Some((&lane, others)) = lanes.split_first() else {
            return self.open(0, id);
        };
        if let Some(&last) = others.last() {
            self.add(Row::Between, lane, last, others);
            others.iter().for_each(|&other| self.lanes[other] = None);
        }
        lane
    }

    /// The lane goes on to the first revision below; each further one gets a lane of its own.
    fn part(&mut self, lane: usize, below: &[&'a str]) {
        self.lanes[lane] = below.first().copied();
        let others = below.iter().skip(1);
        let new: Vec<_> = others.map(|id| self.open(lane + 1, id)).collect();
        if let Some(&last) = new.iter().max() {
            self.add(Row::Between, lane, last, &new);
            // What opens here is drawn from below.
            let row = self.rows.last_mut().expect("it was just added");
            row.1 = row.1.replace('╯', "╮").replace('┴', "┬");
        }
        while self.lanes.last() == Some(&None) {
            self.lanes.pop();
        }
    }

    /// A free lane from that one on.
    fn open(&mut self, from: usize, id: &'a str) -> usize {
        let free = (from..self.lanes.len()).find(|&lane| self.lanes[lane].is_none());
        let lane = free.unwrap_or(self.lanes.len().max(from));
        self.lanes.resize(self.lanes.len().max(lane + 1), None);
        self.lanes[lane] = Some(id);
        lane
    }

    /// A line: something at `from`, which reaches to the lane `to` and touches `ends`.
    fn add(&mut self, row: Row, from: usize, to: usize, ends: &[usize]) {
        let mut line = String::new();
        for (lane, leads) in self.lanes.iter().enumerate() {
            let is_crossed = from < lane && lane < to;
            line.push(match leads {
                _ if lane == from && row != Row::Between => '*',
                _ if lane == from => '├',
                _ if lane == to => '╯',
                _ if ends.contains(&lane) => '┴',
                Some(_) if is_crossed => '┼',
                Some(_) => '│',
                None if is_crossed => '─',
                None => ' ',
            });
            line.push(if from <= lane && lane < to {
                '─'
            } else {
                ' '
            });
        }
        self.rows.push((row, line.trim_end().to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A history, newest first: each id with what it revises.
    fn drawn(list: &[(&str, &[&str])]) -> String {
        let facts = |(id, revises): &(&str, &[&str])| RevisionFacts {
            id: (*id).to_owned(),
            revises: revises.iter().map(|&id| id.to_owned()).collect(),
            children: list
                .iter()
                .filter(|(_, revises)| revises.contains(id))
                .map(|(child, _)| (*child).to_owned())
                .collect(),
            ..RevisionFacts::default()
        };
        let revisions: Vec<_> = list.iter().map(facts).collect();
        let line = |(row, line): (Row, String)| match row {
            Row::Revision(place) => format!("{line} {}\n", list[place].0),
            Row::Between => format!("{line}\n"),
        };
        lanes(&revisions).into_iter().map(line).collect()
    }

    #[test]
    fn a_line_is_a_line() {
        assert_eq!(
            drawn(&[("c", &["b"]), ("b", &["a"]), ("a", &[])]),
            "* c\n* b\n* a\n"
        );
        assert_eq!(drawn(&[]), "");
    }

    #[test]
    fn heads_come_down_to_their_fork() {
        let text = drawn(&[("d", &["b"]), ("c", &["b"]), ("b", &["a"]), ("a", &[])]);
        assert_eq!(text, "* d\n│ * c\n├─╯\n* b\n* a\n");
    }

    #[test]
    fn a_merge_opens_what_a_fork_closes() {
        let text = drawn(&[("m", &["x", "y"]), ("x", &["a"]), ("y", &["a"]), ("a", &[])]);
        assert_eq!(text, "* m\n├─╮\n* │ x\n│ * y\n├─╯\n* a\n");
    }

    #[test]
    fn lanes_cross_and_are_used_again() {
        let three: &[(&str, &[&str])] = &[
            ("m", &["x", "y", "z"]),
            ("x", &["a"]),
            ("y", &["b"]),
            ("z", &["a"]),
            ("a", &["b"]),
            ("b", &[]),
        ];
        assert_eq!(
            drawn(three),
            "* m\n├─┬─╮\n* │ │ x\n│ * │ y\n│ │ * z\n├─┼─╯\n* │ a\n├─╯\n* b\n"
        );
        let apart: &[(&str, &[&str])] = &[("b", &["a"]), ("a", &[]), ("y", &["x"]), ("x", &[])];
        assert_eq!(drawn(apart), "* b\n* a\n* y\n* x\n");
    }

    #[test]
    fn what_lies_below_a_range_is_not_drawn() {
        assert_eq!(
            drawn(&[("m", &["x", "gone"]), ("x", &["older"])]),
            "* m\n* x\n"
        );
    }
}
