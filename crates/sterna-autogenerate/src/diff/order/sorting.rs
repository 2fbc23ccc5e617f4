//! Putting things into an order in which each comes after what it needs.

/// The numbers of the things, each after those it needs, in their own order where that is open.
/// Where things need each other, the first of them comes first.
pub(super) fn sorted(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(needs.len());
    let mut seen = vec![false; needs.len()];
    for at in 0..needs.len() {
        visit(at, needs, &mut seen, &mut order);
    }
    order
}

fn visit(start: usize, needs: &[Vec<usize>], seen: &mut [bool], order: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    // A chain of keys may be as long as the schema is large, so the stack is our own.
    let mut path = vec![(start, 0)];
    while let Some((at, next)) = path.last_mut() {
        match needs[*at].get(*next) {
            Some(&need) => {
                *next += 1;
                if !std::mem::replace(&mut seen[need], true) {
                    path.push((need, 0));
                }
            }
            None => {
                order.push(*at);
                path.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_after_what_it_needs() {
        assert_eq!(sorted(&[vec![2], vec![], vec![1]]), [1, 2, 0]);
        assert_eq!(sorted(&[vec![], vec![], vec![]]), [0, 1, 2]);
    }

    #[test]
    fn a_circle_is_cut_somewhere() {
        assert_eq!(sorted(&[vec![1], vec![0], vec![2]]), [1, 0, 2]);
    }

    #[test]
    fn a_long_chain_is_no_deep_recursion() {
        let needs: Vec<_> = (1..=100_000).map(|next| vec![next % 100_000]).collect();
        assert_eq!(sorted(&needs).len(), 100_000);
    }
}
