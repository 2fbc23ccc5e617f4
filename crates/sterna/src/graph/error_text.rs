//! The words for [`GraphError`]: what was asked, what stands in the way, what to type next.

use std::fmt;

use super::GraphError;
use super::wording::{choice, command, commands, is_plain, listed, quoted, revisions, shown};

impl std::error::Error for GraphError {}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::InvalidName { asked } => format!("{} does not name a revision", quoted(asked)),
            Self::InvalidRange { asked } => format!("{} is not a range", quoted(asked)),
            Self::RangeNotAllowed { asked } => range_not_allowed(asked),
            Self::UnknownRevision { name } => unknown_revision(name),
            Self::AmbiguousPrefix { prefix, candidates } => ambiguous_prefix(prefix, candidates),
            Self::NotInBranch { id, branch } => not_in_branch(id, branch),
            Self::Replaced { id, by } => replaced(id, by),
            Self::MultipleHeads { asked, heads } => multiple_heads(asked, heads),
            Self::SeveralApplied { asked, rows } => several_applied(asked, rows),
            Self::UnclearUndo { asked, choices } => unclear_undo(asked, choices),
            Self::AmbiguousWalk { asked, at, choices } => ambiguous_walk(asked, at, choices),
            Self::TooFar { asked, available } => too_far(asked, *available),
            Self::WrongDirection { asked, command } => wrong_direction(asked, command),
            Self::Overlap { lower, upper } => overlap(lower, upper),
            Self::NotApplied { id, rows, .. } => not_applied(id, rows),
            Self::NeverRan { id, .. } => {
                let id = shown(id);
                format!("cannot go down to {id}: it never ran on this database")
            }
            Self::Unrelated { asked, from } => unrelated(asked, from),
            Self::NotSquashable {
                asked,
                inside,
                outside,
            } => not_squashable(asked, inside, outside),
            Self::UnknownApplied { rows } => unknown_applied(rows),
            Self::HalfReplaced { row, by, missing } => half_replaced(row, by, missing),
        };
        f.write_str(&text)
    }
}

impl GraphError {
    /// What to type next.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::InvalidName { .. } => WAYS_TO_NAME.into(),
            Self::InvalidRange { .. } => "a range is written A:B, A: or :B".into(),
            Self::RangeNotAllowed { .. } => "a range FROM:TO goes with --sql".into(),
            Self::UnknownRevision { .. } => format!("{} lists the revisions", command("history")),
            Self::AmbiguousPrefix { candidates, .. } => format!("write {}", choice(candidates)),
            Self::NotInBranch { id, .. } => show(id),
            Self::Replaced { by, .. } => show(by),
            Self::MultipleHeads { asked, heads } => multiple_heads_help(asked, heads),
            Self::SeveralApplied { rows, .. } => several_applied_help(rows),
            Self::UnclearUndo { choices, .. } => unclear_undo_help(choices),
            Self::AmbiguousWalk { choices, .. } => format!("name one of them: {}", choice(choices)),
            Self::TooFar { .. } => where_it_is(),
            Self::WrongDirection { command, .. } => wrong_direction_help(command),
            Self::Overlap { upper, .. } => format!("name {} alone", shown(upper)),
            Self::NotApplied { id, .. } => not_applied_help(id),
            Self::NeverRan { below, .. } => {
                let below = below.first().map_or("base", String::as_str);
                let (down, up) = (command(&format!("downgrade {below}")), command("upgrade"));
                format!("{down} and then {up} run it in its turn")
            }
            Self::Unrelated { .. } => "the older revision comes first, as in A:B".into(),
            Self::NotSquashable { inside, .. } => format!("end the range at {}", shown(inside)),
            Self::UnknownApplied { .. } => unknown_applied_help(),
            Self::HalfReplaced { by, .. } => half_replaced_help(by),
        };
        Some(text)
    }
}

const WAYS_TO_NAME: &str = "write an id, the beginning of one, a label, head, heads, base, \
                            current, +N or -N, or one of these after BRANCH@";

fn range_not_allowed(asked: &str) -> String {
    format!("{} is a range, where one target is meant", quoted(asked))
}

fn unknown_revision(name: &str) -> String {
    format!("no revision has the id, prefix or label {}", quoted(name))
}

fn ambiguous_prefix(prefix: &str, candidates: &[String]) -> String {
    let (count, prefix) = (revisions(candidates.len()), quoted(prefix));
    format!("{count} begin with {prefix}: {}", listed(candidates))
}

fn not_in_branch(id: &str, branch: &str) -> String {
    let (id, branch) = (shown(id), quoted(branch));
    format!("revision {id} does not belong to the branch {branch}")
}

fn replaced(id: &str, by: &str) -> String {
    let (id, by) = (shown(id), shown(by));
    format!("revision {id} is a part of {by}, which replaces it")
}

fn multiple_heads(asked: &str, heads: &[String]) -> String {
    let (asked, count) = (quoted(asked), heads.len());
    if heads.is_empty() {
        return format!("{asked} means no revision");
    }
    format!(
        "one revision is meant by {asked}, and there are {count} heads: {}",
        listed(heads)
    )
}

fn several_applied(asked: &str, rows: &[String]) -> String {
    let (asked, count) = (quoted(asked), rows.len());
    format!(
        "{asked} counts from the applied head, and there are {count}: {}",
        listed(rows)
    )
}

fn unclear_undo(asked: &str, choices: &[String]) -> String {
    let (asked, choices) = (quoted(asked), choice(choices));
    format!("{asked} could undo {choices}, and the history does not say which was applied last")
}

fn ambiguous_walk(asked: &str, at: &Option<String>, choices: &[String]) -> String {
    let place = at.as_deref().map_or("the base".to_owned(), shown);
    let (asked, choices) = (quoted(asked), choice(choices));
    format!("{asked} can go several ways at {place}: {choices}")
}

fn too_far(asked: &str, available: usize) -> String {
    let asked = quoted(asked);
    match available {
        0 => format!("{asked} goes too far: there is nothing in that direction"),
        some => format!(
            "{asked} goes too far: only {} in that direction",
            revisions(some)
        ),
    }
}

fn wrong_direction(asked: &str, command: &str) -> String {
    format!("{} points the other way than {command} goes", quoted(asked))
}

fn overlap(lower: &str, upper: &str) -> String {
    let (lower, upper) = (shown(lower), shown(upper));
    format!("{lower} was asked for beside {upper}, which contains it")
}

fn not_applied(id: &str, rows: &[String]) -> String {
    let id = shown(id);
    match rows {
        [] => format!("cannot go down to {id}: nothing is applied"),
        rows => {
            let rows = listed(rows);
            format!("cannot go down to {id}: it is not applied, the database is at {rows}")
        }
    }
}

fn unrelated(asked: &str, from: &str) -> String {
    let (asked, from) = (quoted(asked), shown(from));
    format!("{asked} is not one line: {from} does not lie below its upper end")
}

fn not_squashable(asked: &str, inside: &str, outside: &str) -> String {
    let (asked, inside, outside) = (quoted(asked), shown(inside), shown(outside));
    format!("{asked} cannot become one revision: {outside} grows out of {inside}, before its end")
}

fn unknown_applied(rows: &[String]) -> String {
    format!(
        "the database is at {}, which is not among the revisions here",
        listed(rows)
    )
}

fn half_replaced(row: &str, by: &str, missing: &[String]) -> String {
    let (row, by) = (shown(row), shown(by));
    let text = format!("the database stopped at {row}, in the middle of what {by} replaces");
    match missing {
        [] => text,
        missing => format!("{text}, and these are no longer here: {}", listed(missing)),
    }
}

fn show(id: &str) -> String {
    command(&format!("show {id}"))
}

fn where_it_is() -> String {
    format!(
        "{} and {} show what there is",
        command("history"),
        command("current")
    )
}

fn multiple_heads_help(asked: &str, heads: &[String]) -> String {
    if heads.is_empty() {
        return format!("{} lists the revisions", command("history"));
    }
    let one = choice(heads);
    let Some(branch) = asked.strip_suffix("head") else {
        return format!("name one of them: {one}");
    };
    let all = match branch.strip_suffix('@') {
        Some(branch) if is_plain(branch) => format!("{branch}@heads"),
        _ => "heads".into(),
    };
    let merge = command(&format!("merge {}", heads.join(" ")));
    let rebase = command("rebase");
    format!(
        "{merge} joins them, {rebase} puts one on top of the other; or name one ({one}), or all \
         ({all})"
    )
}

fn several_applied_help(rows: &[String]) -> String {
    let from: Vec<String> = rows.iter().map(|id| format!("{id}@+1")).collect();
    format!("say from which one: {}", choice(&from))
}

fn unclear_undo_help(choices: &[String]) -> String {
    let lines: Vec<String> = choices
        .iter()
        .map(|id| format!("downgrade {id}@-1"))
        .collect();
    commands(lines.iter().map(String::as_str))
}

fn wrong_direction_help(wrong: &str) -> String {
    match wrong {
        "upgrade" => command("downgrade -N"),
        _ => command("upgrade +N"),
    }
}

fn not_applied_help(id: &str) -> String {
    let (up, current) = (command(&format!("upgrade {id}")), command("current"));
    format!("{up} goes up to it; {current} says where the database is")
}

fn unknown_applied_help() -> String {
    let (current, stamp) = (
        command("current --verbose"),
        command("stamp --purge REVISION"),
    );
    format!(
        "{current} says when it was applied and what it does; run the program that has it, or get \
         its file, which another git branch may have, or, if the schema is known to be that of \
         another revision, {stamp}"
    )
}

fn half_replaced_help(by: &str) -> String {
    format!(
        "upgrade this database with a program from before {}, or keep the replaced files for as \
         long as such databases exist",
        shown(by)
    )
}
