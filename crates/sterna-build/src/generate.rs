//! The text of `$OUT_DIR/revisions.rs`, which `sterna::include_revisions!()` includes.

use std::fmt::Write as _;

use crate::error::CollectError;
use crate::module::Module;

/// One module per revision, and the list of them. `Source` comes from where it is included.
///
/// The modules of the first folder stand where they are included, those of a further one in a
/// module of its own: a file of it may have the name of another.
pub(crate) fn source_list(folders: &[Vec<Module>]) -> Result<String, CollectError> {
    let mut text = String::from("// Written by the build script: the revisions of this crate.\n\n");
    let mut list = String::new();
    for (number, modules) in folders.iter().enumerate() {
        let within = match number {
            0 => {
                text.push_str(&declared(modules, "")?);
                String::new()
            }
            number => {
                let declared = declared(modules, "pub ")?;
                let _ = writeln!(text, "mod folder_{number} {{\n{declared}}}");
                format!("folder_{number}::")
            }
        };
        modules.iter().for_each(|module| {
            let Module { name, path, .. } = module;
            let _ = writeln!(
                list,
                "    Source {{ revision: &{within}{name}::REVISION, path: {path:?}, checksum: {:?} }},",
                module.checksum
            );
        });
    }
    let _ = write!(text, "\npub static SOURCES: &[Source] = &[\n{list}];\n");
    Ok(text)
}

fn declared(modules: &[Module], visibility: &str) -> Result<String, CollectError> {
    let mut text = String::new();
    for Module { name, file, .. } in modules {
        let path = file
            .to_str()
            .ok_or_else(|| CollectError::NotUnicode { path: file.clone() })?;
        // A path goes in as a string literal: `\` of Windows, quotes and blanks are escaped.
        let _ = writeln!(text, "#[path = {path:?}]\n{visibility}mod {name};");
    }
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
        let text = source_list(&[vec![module]]).unwrap();
        assert!(
            text.contains(r#"#[path = "C:\\my \"projects\"\\src\\versions\\m1.rs"]"#),
            "{text}"
        );
        assert!(text.contains(
            r#"Source { revision: &m1::REVISION, path: "src/versions/m1.rs", checksum: "1:ab" },"#
        ));
    }

    #[test]
    fn files_of_two_folders_may_have_one_name() {
        let module = |folder: &str| Module {
            name: "m1".to_owned(),
            file: format!("/{folder}/m1.rs").into(),
            path: format!("{folder}/m1.rs"),
            checksum: String::new(),
        };
        let text = source_list(&[vec![module("a")], vec![module("b")]]).unwrap();
        for part in ["&m1::REVISION", "&folder_1::m1::REVISION"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
