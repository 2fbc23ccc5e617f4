//! Patterns over names: `*` stands for any characters, all else for itself.

/// Whether the name of an object is as one of the patterns says. Case does not count, as it does
/// not in SQLite's names.
pub(crate) fn fits_any(patterns: &[String], name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut patterns = patterns.iter();
    patterns.any(|pattern| fits(&pattern.to_ascii_lowercase(), &name))
}

/// Whether the whole name is as the pattern says, to the case.
pub fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<_> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("*", "posts", true),
            ("posts", "Posts", true),
            ("posts", "my_posts", false),
            ("app_*", "app_", true),
            ("*_log", "audit_log", true),
            ("*_log", "audit_logs", false),
            ("a*b*c", "a-b-b-c", true),
            ("ab*ba", "aba", false),
            ("a*b*c", "a-c-b", false),
            ("*prod*", "sqlite:///srv/production.db", true),
            ("/srv/*", "/home/srv/app.db", false),
        ] {
            let patterns = [pattern.to_owned()];
            assert_eq!(fits_any(&patterns, name), expected, "{pattern} {name}");
        }
    }
}
