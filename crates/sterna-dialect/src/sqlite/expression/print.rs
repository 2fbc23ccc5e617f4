//! A syntax tree in its one fixed form.

use sqlite3_parser::ast::{Distinctness, Expr, Literal, Operator, UnaryOperator};

use super::super::ReadError;
use super::super::quote::unquoted;
use super::super::tokens::DEEPEST;
use super::super::types::canonical_type;
use super::operators::{between, like, symbol};
use super::words::{blob, name, number, tokenwise};

/// The canonical form of an expression.
pub(in crate::sqlite) fn canonical(expression: &Expr<'_>) -> Result<String, ReadError> {
    let mut printer = Printer::default();
    printer.expression(expression)?;
    Ok(printer.out)
}

/// The expression without the parentheses around it.
pub(super) fn bare<'e, 'b>(mut expression: &'e Expr<'b>) -> &'e Expr<'b> {
    while let Expr::Parenthesized(inner) = expression {
        let [inner] = inner.as_slice() else { break };
        expression = inner;
    }
    expression
}

/// The integer that an unquoted TRUE or FALSE stands for.
pub(super) fn truth(word: &str) -> Option<&'static str> {
    if word.eq_ignore_ascii_case("true") {
        Some("1")
    } else if word.eq_ignore_ascii_case("false") {
        Some("0")
    } else {
        None
    }
}

#[derive(Default)]
struct Printer {
    out: String,
    depth: usize,
}

impl Printer {
    fn word(&mut self, word: &str) {
        self.out.push_str(word);
    }

    /// Prints an expression one level down; the levels are bounded.
    fn expression(&mut self, expression: &Expr<'_>) -> Result<(), ReadError> {
        if self.depth == DEEPEST {
            return Err(ReadError::TooDeep { limit: DEEPEST });
        }
        self.depth += 1;
        self.shape(bare(expression))?;
        self.depth -= 1;
        Ok(())
    }

    fn shape(&mut self, expression: &Expr<'_>) -> Result<(), ReadError> {
        match expression {
            Expr::Binary(..) => self.chain(expression),
            Expr::Unary(operator, operand) => self.unary(*operator, operand),
            Expr::IsNull(operand) => self.suffixed(operand, " IS NULL"),
            Expr::NotNull(operand) => self.suffixed(operand, " IS NOT NULL"),
            Expr::Collate(operand, collation) => {
                let collation = collation_name(collation);
                self.suffixed(operand, &format!(" COLLATE {collation}"))
            }
            Expr::Between {
                lhs,
                not,
                start,
                end,
            } => self.enclosed(&[(between(*not), start), ("AND", end)], lhs),
            Expr::Like {
                lhs,
                not,
                op,
                rhs,
                escape,
            } => {
                let mut parts = vec![(like(*not, *op), *rhs)];
                parts.extend(escape.map(|escape| ("ESCAPE", escape)));
                self.enclosed(&parts, lhs)
            }
            Expr::Case { .. } | Expr::Cast { .. } | Expr::InList { .. } => self.worded(expression),
            Expr::FunctionCall {
                order_by: None,
                filter_over: None,
                ..
            } => self.call(expression),
            Expr::Parenthesized(values) => self.list("(", values),
            _ => {
                self.leaf(expression);
                Ok(())
            }
        }
    }

    /// A chain of binary operators, which leans left and may be long: `a || b || c`.
    fn chain(&mut self, expression: &Expr<'_>) -> Result<(), ReadError> {
        let mut first = expression;
        let mut rest = Vec::new();
        while let Expr::Binary(left, operator, right) = first {
            rest.push((*operator, *right));
            first = bare(left);
        }
        self.word(&"(".repeat(rest.len()));
        self.expression(first)?;
        for (operator, right) in rest.into_iter().rev() {
            self.operand(operator, right)?;
            self.word(")");
        }
        Ok(())
    }

    fn operand(&mut self, operator: Operator, right: &Expr<'_>) -> Result<(), ReadError> {
        self.word(" ");
        self.word(symbol(operator));
        self.word(" ");
        let is = matches!(operator, Operator::Is | Operator::IsNot);
        match bare(right) {
            Expr::Id(id) if is && truth(id.0).is_some() => {
                self.word(&id.0.to_ascii_uppercase());
                Ok(())
            }
            _ => self.expression(right),
        }
    }

    fn unary(&mut self, operator: UnaryOperator, operand: &Expr<'_>) -> Result<(), ReadError> {
        // A sign does nothing to a number but tell how it is written
        // (https://www.sqlite.org/lang_expr.html: "unary operator + is a no-op"). Before a
        // column it takes the affinity away, so there it stays.
        let literal = matches!(bare(operand), Expr::Literal(Literal::Numeric(_)));
        let sign = match operator {
            UnaryOperator::Positive if literal => return self.expression(operand),
            UnaryOperator::Positive => "(+",
            UnaryOperator::Negative => "(-",
            UnaryOperator::BitwiseNot => "(~",
            UnaryOperator::Not => "(NOT ",
        };
        self.word(sign);
        self.expression(operand)?;
        self.word(")");
        Ok(())
    }

    fn suffixed(&mut self, operand: &Expr<'_>, suffix: &str) -> Result<(), ReadError> {
        self.word("(");
        self.expression(operand)?;
        self.word(suffix);
        self.word(")");
        Ok(())
    }

    fn enclosed(&mut self, parts: &[(&str, &Expr<'_>)], first: &Expr<'_>) -> Result<(), ReadError> {
        self.word("(");
        self.expression(first)?;
        self.parts(parts)?;
        self.word(")");
        Ok(())
    }

    fn parts(&mut self, parts: &[(&str, &Expr<'_>)]) -> Result<(), ReadError> {
        for (word, part) in parts {
            self.word(" ");
            self.word(word);
            self.word(" ");
            self.expression(part)?;
        }
        Ok(())
    }

    fn list(&mut self, open: &str, values: &[Expr<'_>]) -> Result<(), ReadError> {
        self.word(open);
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.word(", ");
            }
            self.expression(value)?;
        }
        self.word(")");
        Ok(())
    }

    /// The shapes that are words around expressions.
    fn worded(&mut self, expression: &Expr<'_>) -> Result<(), ReadError> {
        match expression {
            Expr::Case {
                base,
                when_then_pairs,
                else_expr,
            } => {
                let mut parts: Vec<(&str, &Expr<'_>)> = Vec::new();
                parts.extend(base.map(|base| ("OF", base)));
                let pairs = when_then_pairs.iter();
                parts.extend(pairs.flat_map(|(when, then)| [("WHEN", when), ("THEN", then)]));
                parts.extend(else_expr.map(|last| ("ELSE", last)));
                self.word("CASE");
                self.parts(&parts)?;
                self.word(" END");
                Ok(())
            }
            Expr::Cast { expr, type_name } => {
                self.word("CAST(");
                self.expression(expr)?;
                let declared = type_name.as_ref().map(tokenwise).unwrap_or_default();
                self.word(&format!(" AS {})", canonical_type(&declared)));
                Ok(())
            }
            Expr::InList { lhs, not, rhs } => {
                self.word("(");
                self.expression(lhs)?;
                self.word(if *not { " NOT IN " } else { " IN " });
                self.list("(", rhs.unwrap_or_default())?;
                self.word(")");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn call(&mut self, expression: &Expr<'_>) -> Result<(), ReadError> {
        let Expr::FunctionCall {
            name: function,
            distinctness,
            args,
            ..
        } = expression
        else {
            return Ok(());
        };
        let distinct = matches!(distinctness, Some(Distinctness::Distinct));
        let open = if distinct { "(DISTINCT " } else { "(" };
        self.word(&function_name(function.0));
        self.list(open, args.unwrap_or_default())
    }

    /// What holds no expression, and what is rare enough to be compared token by token.
    fn leaf(&mut self, expression: &Expr<'_>) {
        let text = match expression {
            Expr::Literal(literal) => self::literal(literal),
            Expr::Id(id) => truth(id.0).map_or_else(|| name(id.0), str::to_owned),
            Expr::Name(id) => name(id.0),
            Expr::Qualified(table, column) => [table, column].map(|part| name(part.0)).join("."),
            Expr::DoublyQualified(schema, table, column) => {
                [schema, table, column].map(|part| name(part.0)).join(".")
            }
            Expr::FunctionCallStar {
                name,
                filter_over: None,
            } => {
                format!("{}(*)", function_name(name.0))
            }
            rare => format!("({})", tokenwise(rare)),
        };
        self.word(&text);
    }
}

/// The canonical form of a literal.
pub(super) fn literal(literal: &Literal<'_>) -> String {
    match literal {
        Literal::Numeric(digits) => number(digits),
        Literal::String(text) => (*text).to_owned(),
        Literal::Blob(digits) => blob(digits),
        Literal::Keyword(word) => word.to_ascii_uppercase(),
        Literal::Null => "NULL".to_owned(),
        Literal::CurrentDate => "CURRENT_DATE".to_owned(),
        Literal::CurrentTime => "CURRENT_TIME".to_owned(),
        Literal::CurrentTimestamp => "CURRENT_TIMESTAMP".to_owned(),
    }
}

/// Collations are found whatever their case (<https://www.sqlite.org/datatype3.html#collation>).
pub(in crate::sqlite) fn collation_name(written: &str) -> String {
    unquoted(written).to_ascii_uppercase()
}

fn function_name(written: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let lower = unquoted(written).to_ascii_lowercase();
    if lower.bytes().all(plain) {
        lower
    } else {
        name(written)
    }
}
