//! What a page shows, compared with what was printed: without what differs from run to run.

/// Whether the printed lines are the shown ones. A shown line `…` stands for any lines, and one
/// that ends so for any end of a line.
pub fn is_alike(shown: &[String], printed: &[String]) -> bool {
    let Some((first, rest)) = shown.split_first() else {
        return printed.is_empty();
    };
    if first.trim() == "…" {
        return (0..=printed.len()).any(|left_out| is_alike(rest, &printed[left_out..]));
    }
    let Some((line, others)) = printed.split_first() else {
        return false;
    };
    is_line_alike(first, line) && is_alike(rest, others)
}

fn is_line_alike(shown: &str, printed: &str) -> bool {
    match shown.trim_end().strip_suffix('…') {
        Some(beginning) => settled(printed).starts_with(&settled(beginning)),
        None => settled(shown) == settled(printed),
    }
}

/// The line without ids, times, durations and sizes, and without the widths of columns, which
/// depend on these.
fn settled(line: &str) -> String {
    let words: Vec<_> = line.split_whitespace().collect();
    let settled = words.iter().enumerate().map(|(place, word)| {
        let unit = words.get(place + 1).map(|unit| unit.trim_end_matches(','));
        match unit {
            Some("ms" | "s" | "kB" | "bytes") if is_number(word) => "N".to_owned(),
            _ => settled_word(word),
        }
    });
    settled.collect::<Vec<_>>().join(" ")
}

fn is_number(word: &str) -> bool {
    word.bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The word with every time and id in it by its kind alone.
fn settled_word(word: &str) -> String {
    if shape(word).contains("0000-00-00") {
        return "TIME".to_owned();
    }
    let mut settled = String::new();
    for run in word.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric()) {
        let core = run.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        settled.push_str(kind(core).unwrap_or(core));
        settled.push_str(&run[core.len()..]);
    }
    // The second backup within one second is called so.
    ["TIME-2", "TIME-3", "TIME-4"]
        .iter()
        .fold(settled, |settled, second| settled.replace(second, "TIME"))
}

fn kind(core: &str) -> Option<&'static str> {
    let is_id = core.len() == 12 && core.bytes().all(|byte| byte.is_ascii_hexdigit());
    match shape(core).as_str() {
        "00000000T000000Z" | "m00000000" | "000000" | "00000000" => Some("TIME"),
        _ if is_id => Some("ID"),
        _ => None,
    }
}

/// The word with `0` for every digit.
fn shape(word: &str) -> String {
    let digit = |letter: char| match letter {
        '0'..='9' => '0',
        other => other,
    };
    word.chars().map(digit).collect()
}

#[test]
fn what_differs_from_run_to_run_is_alike_and_nothing_else() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let shown = "  1f0a3c5d7e92  posts   3 ms  1 table\n…\nb.20260101T101502Z.1f0a3c5d7e92.db";
    let printed = "  9c41d0be3f2a  posts  41 ms  1 table\na\nb\nb.20270101T101502Z.9c41d0be3f2a.db";
    assert!(is_alike(&lines(shown), &lines(printed)));
    assert!(!is_alike(
        &lines(shown),
        &lines(&printed.replace("1 table", "2 tables"))
    ));
    assert!(!is_alike(
        &lines(shown),
        &lines(&printed.replace(".db", ""))
    ));
    assert!(!is_alike(&lines("a"), &lines("a\nb")));
    assert!(is_alike(&lines("a at …"), &lines("a at b")));
}
