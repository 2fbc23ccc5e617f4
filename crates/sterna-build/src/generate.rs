//! The text of `$OUT_DIR/revisions.rs`, which `sterna::include_revisions!()` includes.

use std::fmt::Write as _;

use crate::error::CollectError;
use crate::module::Module;

/// One module per revision, and the list of them. `Source` comes from where it is included.
pub(crate) fn source_list(modules: &[Module]) -> Result<String, CollectError> {
    let mut text = String::from("// Written by the build script: the revisions of this crate.\n\n");
    for Module { name, file, .. } in modules {
        let path = file
            .to_str()
            .ok_or_else(|| CollectError::NotUnicode { path: file.clone() })?;
        // A path goes in as a string literal: `\` of Windows, quotes and blanks are escaped.
        let _ = writeln!(text, "#[path = {path:?}]\nmod {name};");
    }
    text.push_str("\npub static SOURCES: &[Source] = &[\n");
    for Module {
        name,
        path,
        checksum,
        ..
    } in modules
    {
        let _ = writeln!(
            text,
            "    Source {{ revision: &{name}::REVISION, path: {path:?}, checksum: {checksum:?} }},"
        );
    }
    text.push_str("];\n");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_is_still_a_list() {
        let text = source_list(&[]).unwrap();
        assert!(
            text.ends_with("pub static SOURCES: &[Source] = &[\n];\n"),
            "{text}"
        );
    }

    #[test]
    fn a_path_of_windows_is_escaped() {
        let module = Module {
            name: "m1".to_owned(),
            file: r#"C:\my "projects"\src\versions\m1.rs"#.into(),
            path: "src/versions/m1.rs".to_owned(),
            checksum: "1:ab".to_owned(),
        };
        let text = source_list(&[module]).unwrap();
        assert!(
            text.contains(r#"#[path = "C:\\my \"projects\"\\src\\versions\\m1.rs"]"#),
            "{text}"
        );
        assert!(text.contains(
            r#"Source { revision: &m1::REVISION, path: "src/versions/m1.rs", checksum: "1:ab" },"#
        ));
    }
}
