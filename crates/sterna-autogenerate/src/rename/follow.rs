//! Renames carried out on a shadow of the live schema, by SQLite itself.
//!
//! `ALTER TABLE … RENAME` rewrites every text that names the thing
//! (<https://www.sqlite.org/lang_altertable.html#altertabrename>): that is SQLite's work, not
//! ours.

use std::borrow::Cow;

use sterna::run::execute;
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::{Operation, Schema};

use super::{RenameError, Renames, resolve};
use crate::pair::Pair;

/// A live schema after its renames.
#[derive(Debug)]
pub(crate) struct Renamed<'a> {
    /// The schema, in which everything follows.
    pub(crate) schema: Cow<'a, Schema>,
    /// The operations that lead there.
    pub(crate) operations: Vec<Operation>,
}

/// The live schema as the renames leave it. Without any, it is the live schema itself.
pub(crate) async fn renamed<'a>(
    live: &'a Catalogue,
    desired: &Schema,
    renames: &Renames,
) -> Result<Renamed<'a>, RenameError> {
    let operations = resolve::pending(renames, Pair::new(live.schema(), desired))?;
    let schema = if operations.is_empty() {
        Cow::Borrowed(live.schema())
    } else {
        Cow::Owned(followed(live, &operations).await?)
    };
    Ok(Renamed { schema, operations })
}

/// What no rename can reach stays as it is.
async fn followed(live: &Catalogue, operations: &[Operation]) -> Result<Schema, RenameError> {
    let part = shadow::part(live, operations);
    let (shadow, missing) = shadow::replicate(&part).await?;
    execute(&shadow, operations).await.map_err(Box::new)?;
    let mut schema = Catalogue::read(&shadow).await?.schema().clone();
    let is_known = |name: &str| schema.unmanaged.iter().any(|object| object.name == name);
    let missing: Vec<_> = missing.into_iter().filter(|m| !is_known(&m.name)).collect();
    schema.unmanaged.extend(missing);
    let untouched = live.schema().tables.iter();
    let untouched = untouched.filter(|table| part.schema().table(&table.name).is_none());
    schema.tables.extend(untouched.cloned());
    schema.sort();
    Ok(schema)
}
