//! Several renames at once: the order in which each new name is free when its turn comes. Pure.

use sterna_schema::same_name;

/// Old and new name, in an order that SQLite can carry out one by one. Where names go in a circle,
/// one steps aside first.
pub(super) fn in_order(
    mut left: Vec<(String, String)>,
    is_free: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        if let Some(at) = (0..left.len()).find(|&at| is_next(&left, at)) {
            ordered.push(left.remove(at));
            continue;
        }
        let (from, to) = left.remove(0);
        let aside = name_aside(&from, &is_free);
        ordered.push((from, aside.clone()));
        left.push((aside, to));
    }
    ordered
}

/// Whether nobody else still bears the new name.
fn is_next(left: &[(String, String)], at: usize) -> bool {
    let others = left.iter().enumerate().filter(|(other, _)| *other != at);
    let mut bearers = others.map(|(_, (from, _))| from);
    !bearers.any(|from| same_name(from, &left[at].1))
}

fn name_aside(name: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut aside = format!("{name}_aside");
    while !is_free(&aside) {
        aside.push('_');
    }
    aside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(renames: &[(&str, &str)]) -> Vec<String> {
        let renames = renames
            .iter()
            .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()));
        let ordered = in_order(renames.collect(), |name| name != "a_aside");
        ordered
            .iter()
            .map(|(from, to)| format!("{from}>{to}"))
            .collect()
    }

    #[test]
    fn a_name_is_given_up_before_it_is_taken() {
        assert_eq!(ordered(&[("a", "b"), ("b", "c")]), ["b>c", "a>b"]);
        assert_eq!(ordered(&[("b", "c"), ("x", "y")]), ["b>c", "x>y"]);
        assert_eq!(ordered(&[("a", "A")]), ["a>A"]);
    }

    #[test]
    fn of_a_circle_one_steps_aside() {
        assert_eq!(
            ordered(&[("a", "b"), ("b", "a")]),
            ["a>a_aside_", "b>a", "a_aside_>b"]
        );
    }
}
