//! `file_template`: how the file of a new revision is called.
//!
//! The file's name becomes the name of a Rust module. What cannot become one is refused when the
//! settings are read, and not when the first message does not fit.

use jiff::Zoned;
use serde::Deserialize;
use sterna_build::is_module_name;
use thiserror::Error;

use crate::slug::slug;

/// The names of revision files, with places for what is known of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct FileTemplate(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(Field),
}

/// What a name can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// A part of the time, as `strftime` spells it.
    Time(&'static str),
    Id,
    Slug,
}

/// Every place that a template may hold, as it is written there.
const FIELDS: [(&str, Field); 11] = [
    ("date", Field::Time("%Y%m%d")),
    ("time", Field::Time("%H%M%S")),
    ("id", Field::Id),
    ("slug", Field::Slug),
    ("epoch", Field::Time("%s")),
    ("year", Field::Time("%Y")),
    ("month", Field::Time("%m")),
    ("day", Field::Time("%d")),
    ("hour", Field::Time("%H")),
    ("minute", Field::Time("%M")),
    ("second", Field::Time("%S")),
];

/// Why a template makes no names.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// A place for nothing that is known.
    #[error("file_template: `{{{field}}}` is none of {}", known())]
    UnknownField {
        /// What stands between the braces.
        field: String,
    },
    /// A brace without its other one.
    #[error("file_template: a `{{` has no `}}`")]
    Open,
    /// A character that no module's name has.
    #[error(
        "file_template: {0:?} cannot stand in the name of a Rust module: letters, digits and `_` can"
    )]
    Character(char),
    /// What may begin with a digit.
    #[error("file_template: the name of a Rust module begins with a letter: write `m{0}`")]
    Start(String),
    /// Every file would have the same name.
    #[error("file_template: it holds none of {}", known())]
    NoField,
}

fn known() -> String {
    FIELDS.map(|(name, _)| format!("`{{{name}}}`")).join(", ")
}

impl Default for FileTemplate {
    /// `m{date}_{time}_{slug}`: a listing of the folder is in the order of time.
    fn default() -> Self {
        let text = |text: &str| Part::Text(text.to_owned());
        Self(vec![
            text("m"),
            Part::Field(Field::Time("%Y%m%d_%H%M%S")),
            text("_"),
            Part::Field(Field::Slug),
        ])
    }
}

impl TryFrom<String> for FileTemplate {
    type Error = TemplateError;

    fn try_from(written: String) -> Result<Self, TemplateError> {
        let parts = parts(&written)?;
        if !parts.iter().any(|part| matches!(part, Part::Field(_))) {
            return Err(TemplateError::NoField);
        }
        let starts_well = |c: char| c.is_ascii_alphabetic() || c == '_';
        match written.starts_with(starts_well) {
            true => Ok(Self(parts)),
            false => Err(TemplateError::Start(written)),
        }
    }
}

fn parts(written: &str) -> Result<Vec<Part>, TemplateError> {
    let mut parts = Vec::new();
    let mut rest = written;
    while !rest.is_empty() {
        let (text, after) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
        if !text.is_empty() {
            parts.push(Part::Text(checked(text)?));
        }
        let Some(inside) = after.strip_prefix('{') else {
            break;
        };
        let (name, after) = inside.split_once('}').ok_or(TemplateError::Open)?;
        parts.push(Part::Field(field(name)?));
        rest = after;
    }
    Ok(parts)
}

fn checked(text: &str) -> Result<String, TemplateError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match text.chars().find(|c| !fits(*c)) {
        Some(character) => Err(TemplateError::Character(character)),
        None => Ok(text.to_owned()),
    }
}

fn field(name: &str) -> Result<Field, TemplateError> {
    let found = FIELDS.iter().find(|(known, _)| *known == name);
    let field = found.map(|(_, field)| *field);
    field.ok_or_else(|| TemplateError::UnknownField {
        field: name.to_owned(),
    })
}

impl FileTemplate {
    /// The name of a revision's file, without `.rs`.
    pub fn stem(&self, created: &Zoned, id: &str, message: &str) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Field(Field::Time(format)) => created.strftime(format).to_string(),
            Part::Field(Field::Id) => worded(id),
            Part::Field(Field::Slug) => worded(message),
        };
        let mut stem: String = self.0.iter().map(part).collect();
        if !is_module_name(&stem) {
            // All characters fit, so it is a word that Rust keeps to itself.
            stem.push('_');
        }
        stem
    }
}

/// A text as a part of a name, which says something also where nothing of the text can.
fn worded(text: &str) -> String {
    match slug(text) {
        slug if slug.is_empty() => "revision".to_owned(),
        slug => slug,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(template: &str, id: &str, message: &str) -> String {
        let template = FileTemplate::try_from(template.to_owned()).expect("a template");
        let noon = "2026-11-20T12:05:09[UTC]".parse().expect("a time");
        template.stem(&noon, id, message)
    }

    #[test]
    fn a_name_says_what_the_template_asks_for() {
        let message = "Posts get a headline";
        for (template, name) in [
            (
                "m{date}_{time}_{slug}",
                "m20261120_120509_posts_get_a_headline",
            ),
            ("r{id}_{slug}", "r9c41d0be3f2a_posts_get_a_headline"),
            ("_{year}_{month}_{day}", "_2026_11_20"),
            ("t{hour}{minute}{second}_{epoch}", "t120509_1795176309"),
        ] {
            assert_eq!(stem(template, "9c41d0be3f2a", message), name);
        }
        let default = "m{date}_{time}_{slug}".to_owned();
        let written = FileTemplate::try_from(default).expect("a template");
        let noon = "2026-11-20T12:05:09[UTC]".parse().expect("a time");
        let stem = FileTemplate::default().stem(&noon, "a", message);
        assert_eq!(stem, written.stem(&noon, "a", message));
    }

    #[test]
    fn a_name_is_a_modules_whatever_the_message() {
        assert_eq!(stem("m{id}_{slug}", "V1.0 é", "投稿"), "mv1_0_revision");
        assert_eq!(stem("m{slug}", "a", "atch"), "match_");
        assert_eq!(stem("m{slug}", "a", "../../x"), "mx");
    }

    #[test]
    fn what_makes_no_names_is_refused() {
        let error = |template: &str| {
            let error = FileTemplate::try_from(template.to_owned());
            error.expect_err("no template").to_string()
        };
        assert!(error("m{rev}").contains("`{rev}` is none of `{date}`, `{time}`, `{id}`"));
        assert!(error("{date}_{slug}").ends_with("write `m{date}_{slug}`"));
        assert!(error("1{slug}").ends_with("write `m1{slug}`"));
        assert!(error("m{slug").contains("has no `}`"));
        assert!(error("versions/{slug}").contains("'/' cannot stand in the name"));
        assert!(error("%%(rev)s_%%(slug)s").contains("'%' cannot"));
        assert!(error("m}{slug}").contains("'}' cannot"));
        assert!(error("revision").contains("it holds none of"));
        assert!(error("").contains("it holds none of"));
    }
}
