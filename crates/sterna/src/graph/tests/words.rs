//! The words of the errors.

use super::super::GraphError;
use super::rows;

fn errors() -> Vec<GraphError> {
    let (one, two) = (|| "a".to_owned(), || rows("a b"));
    vec![
        GraphError::InvalidName { asked: one() },
        GraphError::InvalidRange { asked: one() },
        GraphError::RangeNotAllowed { asked: one() },
        GraphError::UnknownRevision { name: one() },
        GraphError::AmbiguousPrefix {
            prefix: one(),
            candidates: two(),
        },
        GraphError::NotInBranch {
            id: one(),
            branch: one(),
        },
        GraphError::Replaced {
            id: one(),
            by: one(),
        },
        GraphError::MultipleHeads {
            asked: "head".into(),
            heads: two(),
        },
        GraphError::SeveralApplied {
            asked: one(),
            rows: two(),
        },
        GraphError::UnclearUndo {
            asked: one(),
            choices: two(),
        },
        GraphError::AmbiguousWalk {
            asked: one(),
            at: None,
            choices: two(),
        },
        GraphError::TooFar {
            asked: one(),
            available: 1,
        },
        GraphError::WrongDirection {
            asked: one(),
            command: "upgrade",
        },
        GraphError::Overlap {
            lower: one(),
            upper: one(),
        },
        GraphError::NotApplied {
            asked: one(),
            id: one(),
            rows: two(),
        },
        GraphError::Unrelated {
            asked: one(),
            from: one(),
        },
        GraphError::NotSquashable {
            asked: one(),
            inside: one(),
            outside: one(),
        },
        GraphError::UnknownApplied { rows: two() },
        GraphError::HalfReplaced {
            row: one(),
            by: one(),
            missing: two(),
        },
    ]
}

#[test]
fn every_error_is_a_lower_case_fragment_with_help() {
    for error in errors() {
        let (text, help) = (error.to_string(), error.help().unwrap());
        assert!(
            !text.ends_with('.') && !help.ends_with('.'),
            "{text}; {help}"
        );
        assert!(
            !text.starts_with(char::is_uppercase) && !help.starts_with(char::is_uppercase),
            "{text}; {help}"
        );
    }
}

#[test]
fn several_heads_come_with_the_line_to_type() {
    let help = |asked: &str| {
        let (asked, heads) = (asked.to_owned(), rows("9c41d0be3f2a 5d0c11aa27b4"));
        GraphError::MultipleHeads { asked, heads }.help().unwrap()
    };
    assert_eq!(
        help("head"),
        "`cargo db merge 9c41d0be3f2a 5d0c11aa27b4` joins them, `cargo db rebase` puts one on top \
         of the other; or name one (9c41d0be3f2a or 5d0c11aa27b4), or all (heads)"
    );
    assert!(help("left@head").ends_with("or all (left@heads)"));
    assert_eq!(
        help("heads"),
        "name one of them: 9c41d0be3f2a or 5d0c11aa27b4"
    );
}

#[test]
fn what_a_database_or_a_user_says_is_shown_without_harm() {
    let hostile = "\u{1b}[2J'\n; rm -rf /".to_owned();
    let rows = vec![hostile.clone(), "9c41d0be3f2a".into()];
    let errors = [
        GraphError::UnknownApplied { rows },
        GraphError::UnknownRevision {
            name: hostile.clone(),
        },
        GraphError::InvalidName {
            asked: hostile.clone(),
        },
        GraphError::MultipleHeads {
            asked: hostile + "@head",
            heads: super::rows("a b"),
        },
    ];
    for error in errors {
        let text = format!("{error}; {}", error.help().unwrap());
        assert!(!text.contains(char::is_control), "{text:?}");
    }
}
