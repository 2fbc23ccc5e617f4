//! The entities of a crate that has not listed them yet.
//!
//! Nothing is parsed: a module counts whose file derives `DeriveEntityModel`.

use std::fs;
use std::path::Path;

/// The source of the crate with `metadata()`; as it is where that is there already. `None` where
/// no entity is found.
pub fn with_metadata(source: &str, folder: &Path) -> Option<String> {
    if source.contains("fn metadata(") {
        return Some(source.to_owned());
    }
    let modules = source.lines().filter_map(public_module);
    let entities: Vec<_> = modules.filter(|name| is_entity(folder, name)).collect();
    if entities.is_empty() {
        return None;
    }
    let calls: String = entities
        .iter()
        .map(|name| format!("\n        .entity({name}::Entity)"))
        .collect();
    Some(format!(
        "{}\n\n/// Every entity, once. One that is declared above but missing here is an error that names \
         it.\npub fn metadata() -> sterna::Metadata {{\n    sterna::Metadata::new(){calls}\n}}\n",
        source.trim_end()
    ))
}

fn public_module(line: &str) -> Option<&str> {
    line.strip_prefix("pub mod ")?.trim_end().strip_suffix(';')
}

fn is_entity(folder: &Path, module: &str) -> bool {
    let name = module.trim_start_matches("r#");
    let files = [format!("{name}.rs"), format!("{name}/mod.rs")];
    let texts = files
        .iter()
        .map(|file| fs::read_to_string(folder.join(file)));
    texts
        .flatten()
        .any(|text| text.contains("DeriveEntityModel"))
}
