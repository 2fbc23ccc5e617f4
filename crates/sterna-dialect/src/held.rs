//! What plans leave for later: SQLite reads its whole schema again after an edit in place, and
//! once is enough for a thousand tables.
//!
//! Whoever carries plans out, or writes them down, keeps their last statements here until one
//! comes that cannot wait ([`Plan::waiting`]).

use crate::plan::{Plan, Role, Statement, Touched};

/// The last statements of plans, with what each plan touched.
#[derive(Debug, Default)]
pub struct Held {
    plans: Vec<(Touched, Vec<Statement>)>,
}

impl Held {
    /// Keeps what of the plan may wait, and gives back what runs at once. Of two plans for the
    /// same table the later one knows what is to be there in the end.
    pub fn keep<'p>(&mut self, plan: &'p Plan) -> &'p [Statement] {
        let at_once = plan.statements.len().saturating_sub(plan.waiting);
        let (now, later) = plan.statements.split_at(at_once);
        if !later.is_empty() {
            self.plans.retain(|(touched, _)| *touched != plan.touched);
            self.plans.push((plan.touched.clone(), later.to_vec()));
        }
        now
    }

    /// All that was kept: the changes once, since they are the same, then each look at a table.
    pub fn release(&mut self) -> Vec<Statement> {
        let plans = std::mem::take(&mut self.plans);
        let statements = plans.into_iter().flat_map(|(_, later)| later);
        let (mut changes, looks): (Vec<_>, Vec<_>) =
            statements.partition(|statement| statement.role == Role::Change);
        changes.dedup_by(|one, other| one.sql == other.sql);
        changes.extend(looks);
        changes
    }
}
