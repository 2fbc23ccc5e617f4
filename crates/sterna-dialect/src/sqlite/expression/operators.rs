//! Operators in their one spelling.

use sqlite3_parser::ast::{LikeOperator, Operator};

/// The one spelling of a binary operator.
pub(super) fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "+",
        Operator::And => "AND",
        Operator::ArrowRight => "->",
        Operator::ArrowRightShift => "->>",
        Operator::BitwiseAnd => "&",
        Operator::BitwiseOr => "|",
        Operator::Concat => "||",
        Operator::Equals => "=",
        Operator::Divide => "/",
        Operator::Greater => ">",
        Operator::GreaterEquals => ">=",
        Operator::Is => "IS",
        Operator::IsNot => "IS NOT",
        Operator::LeftShift => "<<",
        Operator::Less => "<",
        Operator::LessEquals => "<=",
        Operator::Modulus => "%",
        Operator::Multiply => "*",
        Operator::NotEquals => "!=",
        Operator::Or => "OR",
        Operator::RightShift => ">>",
        Operator::Subtract => "-",
    }
}

/// The spelling of BETWEEN.
pub(super) fn between(not: bool) -> &'static str {
    if not { "NOT BETWEEN" } else { "BETWEEN" }
}

/// The spelling of LIKE and its kin.
pub(super) fn like(not: bool, operator: LikeOperator) -> &'static str {
    match (operator, not) {
        (LikeOperator::Glob, false) => "GLOB",
        (LikeOperator::Glob, true) => "NOT GLOB",
        (LikeOperator::Like, false) => "LIKE",
        (LikeOperator::Like, true) => "NOT LIKE",
        (LikeOperator::Match, false) => "MATCH",
        (LikeOperator::Match, true) => "NOT MATCH",
        (LikeOperator::Regexp, false) => "REGEXP",
        (LikeOperator::Regexp, true) => "NOT REGEXP",
    }
}
