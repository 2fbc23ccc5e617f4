//! File names for revisions: readable, sortable, safe on every file system.
//!
//! Nothing here touches the disk.

/// At most this many characters of the message appear in a file name.
const LONGEST: usize = 40;

/// The message as a part of a file name: ASCII letters and digits in lower case, words joined by
/// `_`, at most 40 characters, cut at the end of a word where there is one.
pub fn slug(message: &str) -> String {
    let mut slug = String::new();
    for word in words(message) {
        if slug.is_empty() {
            slug.extend(word.chars().take(LONGEST));
        } else if slug.len() + 1 + word.len() <= LONGEST {
            slug.push('_');
            slug.push_str(&word);
        } else {
            break;
        }
    }
    slug
}

fn words(message: &str) -> impl Iterator<Item = String> {
    message
        .split(|character: char| !character.is_alphanumeric())
        .map(|word| word.chars().filter(char::is_ascii).collect::<String>())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_in_lower_case() {
        assert_eq!(slug("Posts get a headline!"), "posts_get_a_headline");
        assert_eq!(slug("  v2.0 -- (final)  "), "v2_0_final");
    }

    #[test]
    fn a_long_message_is_cut_at_a_word() {
        let long = "the shop learns about customers that never pay their bills";
        assert_eq!(slug(long), "the_shop_learns_about_customers_that");
        assert_eq!(slug(&"x".repeat(100)), "x".repeat(40));
        assert_eq!(
            slug(&format!("{} b", "a".repeat(38))),
            format!("{}_b", "a".repeat(38))
        );
        assert_eq!(slug(&format!("{} bc d", "a".repeat(38))), "a".repeat(38));
    }

    #[test]
    fn what_is_not_ascii_or_not_a_name_leaves_nothing_behind() {
        assert_eq!(slug("Überschrift für 投稿"), "berschrift_fr");
        assert_eq!(slug("../../etc/passwd\0\n"), "etc_passwd");
        assert_eq!(slug("投稿"), "");
        assert_eq!(slug(""), "");
    }
}
