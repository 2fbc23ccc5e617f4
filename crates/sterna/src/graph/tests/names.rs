//! Every way to name a revision.

use super::super::{Graph, GraphError, Range};
use super::{graph, ids, rows};

const TWO_BRANCHES: &str = "
    1f0a3c5d
    1f0a9999 < 1f0a3c5d [ left ]
    2222bbbb < 1f0a9999
    3333cccc < 1f0a3c5d [ right ]
    4444dddd < 3333cccc";

fn named(name: &str, applied: &str) -> Result<String, GraphError> {
    two_branches().resolve(name, &rows(applied)).map(ids)
}

fn two_branches() -> Graph {
    graph(TWO_BRANCHES)
}

#[test]
fn names_mean_what_they_say() {
    let cases = [
        ("2222bbbb", "2222bbbb"),
        ("2", "2222bbbb"),
        ("left", "1f0a9999"),
        ("rig", "3333cccc"),
        ("heads", "2222bbbb 4444dddd"),
        ("base", ""),
        ("left@head", "2222bbbb"),
        ("2222@head", "2222bbbb"),
        ("1f0a3c@heads", "2222bbbb 4444dddd"),
        ("right@base", ""),
        ("left@1f0a3c5d", "1f0a3c5d"),
        ("right@33", "3333cccc"),
        ("left@left", "1f0a9999"),
        ("left@head-1", "1f0a9999"),
        ("left@head-3", ""),
        ("left@base+2", "1f0a9999"),
        ("left+1", "2222bbbb"),
        ("2222bbbb-2", "1f0a3c5d"),
        ("-1", "1f0a9999 3333cccc"),
        ("right@-1", "3333cccc"),
        ("current", "2222bbbb 3333cccc"),
        ("right@current", "3333cccc"),
        ("right@current+1", "4444dddd"),
        ("right@+1", "4444dddd"),
        ("left@current-1", "1f0a9999"),
    ];
    for (name, expected) in cases {
        assert_eq!(
            named(name, "2222bbbb 3333cccc").as_deref(),
            Ok(expected),
            "{name}"
        );
    }
}

#[test]
fn a_branch_narrows_a_prefix() {
    assert_eq!(named("right@1f0a", "").as_deref(), Ok("1f0a3c5d"));
    let graph = graph("a\nsome1 < a [ one ]\nb\nsome2 < b [ two ]");
    assert_eq!(ids(graph.resolve("two@some", &[]).unwrap()), "some2");
}

#[test]
fn an_ambiguous_prefix_lists_its_candidates() {
    let error = named("1f0a", "").unwrap_err();
    assert_eq!(error.ids(), ["1f0a3c5d", "1f0a9999"]);
    assert_eq!(
        error.to_string(),
        "2 revisions begin with '1f0a': 1f0a3c5d, 1f0a9999"
    );
    assert_eq!(error.help().unwrap(), "write 1f0a3c5d or 1f0a9999");
}

#[test]
fn an_id_wins_over_a_longer_one_and_over_a_label() {
    let graph = graph("abcd\nabcdef < abcd\nabcx < abcdef [ abcy ]");
    assert_eq!(ids(graph.resolve("abcd", &[]).unwrap()), "abcd");
    assert_eq!(ids(graph.resolve("abcx", &[]).unwrap()), "abcx");
    assert_eq!(ids(graph.resolve("abcy", &[]).unwrap()), "abcx");
}

#[test]
fn short_ids_are_written_whole() {
    let graph = graph("abc\nabcd < abc");
    assert_eq!(ids(graph.resolve("ab", &[]).unwrap()), "abcd");
}

#[test]
fn nonsense_is_refused() {
    for name in ["", "@", "left@", "@head", "a@b@c", "left@@head"] {
        let asked = name.to_owned();
        assert_eq!(
            named(name, "").unwrap_err(),
            GraphError::InvalidName { asked },
            "{name}"
        );
    }
    assert!(matches!(
        named("a:b", ""),
        Err(GraphError::RangeNotAllowed { .. })
    ));
    for name in [
        "+",
        "-",
        "head+",
        "nope",
        "--1",
        "head-",
        "HEAD",
        "left ",
        "é",
        "\u{1b}[0m",
    ] {
        assert!(
            matches!(named(name, ""), Err(GraphError::UnknownRevision { .. })),
            "{name:?}"
        );
    }
}

#[test]
fn a_count_too_large_for_any_history_is_too_far() {
    for name in [
        "2222bbbb-99999999999999999999999",
        "left+4",
        "base-1",
        "left@base-1",
    ] {
        assert!(
            matches!(named(name, ""), Err(GraphError::TooFar { .. })),
            "{name}"
        );
    }
}

#[test]
fn counting_from_several_applied_heads_needs_a_branch() {
    let error = named("+1", "1f0a9999 3333cccc").unwrap_err();
    assert_eq!(error.ids(), ["1f0a9999", "3333cccc"]);
    let help = error.help().unwrap();
    assert_eq!(help, "say from which one: '1f0a9999@+1' or '3333cccc@+1'");
    assert_eq!(
        named("1f0a9999@+1", "1f0a9999 3333cccc").as_deref(),
        Ok("2222bbbb")
    );
}

#[test]
fn only_names_that_need_the_database_look_at_it() {
    let unknown = "gone0000";
    assert_eq!(named("left@head", unknown).as_deref(), Ok("2222bbbb"));
    assert_eq!(named("-1", unknown).as_deref(), Ok("1f0a9999 3333cccc"));
    for name in ["current", "+1", "current-1"] {
        let error = named(name, unknown).unwrap_err();
        assert_eq!(
            error,
            GraphError::UnknownApplied {
                rows: rows(unknown)
            },
            "{name}"
        );
    }
    assert_eq!(
        two_branches().unknown(&rows("1f0a3c5d gone0000")),
        ["gone0000"]
    );
}

#[test]
fn ranges_are_cut_at_their_colon() {
    let range = |from, to| Ok(Range { from, to });
    assert_eq!(Range::parse("a:b"), range(Some("a"), Some("b")));
    assert_eq!(Range::parse("a:"), range(Some("a"), None));
    assert_eq!(Range::parse(":b"), range(None, Some("b")));
    assert_eq!(Range::parse(":"), range(None, None));
    assert!(Range::parse("a").is_err());
    assert!(Range::parse("a:b:c").is_err());
}
