//! Closed loops: a folder of `tests/cases` each, about one change, or about two spellings of one
//! thing, between which nothing is found. What a folder holds, and the loop, is in `closed_loop`.

mod closed_loop;
mod well_known;

/// Lists the folders. Each becomes a module with its entities, the revision that is expected of
/// it, and a test.
macro_rules! cases {
    (finds: $($finds:ident)*; finds_nothing: $($nothing:ident)*;) => {
        mod cases {
            $(mod $finds {
                pub mod entities;
                pub mod expected;
                #[test]
                fn is_found() {
                    let expected = crate::closed_loop::Expected {
                        text: crate::text!($finds, "expected.rs"),
                        revision: &expected::REVISION,
                    };
                    crate::closed_loop::finds(&crate::case!($finds), &expected);
                }
            })*
            $(mod $nothing {
                pub mod entities;
                #[test]
                fn finds_nothing() {
                    crate::closed_loop::finds_nothing(&crate::case!($nothing));
                }
            })*

            /// The entities of a case are not forgotten by all the others: these say that they
            /// are another schema's.
            pub fn others(metadata: sterna::Metadata) -> sterna::Metadata {
                let all = [$($finds::entities::metadata,)* $($nothing::entities::metadata,)*];
                all.iter().fold(metadata, |metadata, other| metadata.except_all(&other()))
            }
        }

        const FINDS: &[&str] = &[$(stringify!($finds),)*];
        const FIND_NOTHING: &[&str] = &[$(stringify!($nothing),)*];
    };
}

macro_rules! text {
    ($name:ident, $file:literal) => {
        include_str!(concat!("cases/", stringify!($name), "/", $file))
    };
}
use text;

macro_rules! case {
    ($name:ident) => {
        $crate::closed_loop::Case {
            name: stringify!($name),
            metadata: || $crate::cases::others(entities::metadata()),
            database: |op| op.execute($crate::text!($name, "database.sql")),
            said: $crate::text!($name, "said.txt"),
        }
    };
}
use case;

cases! {
    finds:
    add_column
    add_column_beside_full_text
    add_column_with_a_default
    add_column_with_a_value_for_rows
    autoincrement_goes
    change_in_another_case
    check_appears
    check_goes
    check_inside_changed
    collation_appears
    column_becomes_not_null
    column_becomes_not_null_with_a_value
    column_becomes_nullable
    column_becomes_unique
    column_is_unique_no_more
    create_table
    create_tables_that_refer_to_each_other
    decimal_becomes_more_precise
    default_appears
    default_changes
    default_expression_changes
    default_goes
    default_holds_a_nul
    default_of_a_boolean
    default_with_a_line_end
    default_with_quotes
    drop_column
    drop_table
    drop_tables_that_refer_to_each_other
    enum_gains_a_member
    enum_loses_a_member
    foreign_key_acts_otherwise
    foreign_key_appears
    foreign_key_gets_a_name
    foreign_key_goes
    foreign_key_is_deferred
    generated_becomes_plain
    generated_becomes_stored
    generated_column_appears
    generated_expression_changes
    hostile_names_come
    index_becomes_unique
    index_collation_changes
    index_expression_changes
    index_goes
    index_is_renamed
    index_over_columns_appears
    index_predicate_changes
    index_turns_around
    key_gets_a_second_column
    key_turns_around
    keywords_as_names
    name_of_a_thousand_characters
    number_becomes_text
    only_what_is_included_changes
    rebuild_keeps_the_sequence
    rebuild_keeps_triggers
    referred_table_is_rebuilt
    rename_column
    rename_column_and_type
    rename_column_as_asked
    rename_table
    self_reference_appears
    several_changes_at_once
    string_grows
    table_becomes_strict
    table_loses_its_rowid
    text_becomes_number
    trigger_changes
    trigger_goes
    type_of_ones_own_goes
    unique_group_grows
    unsigned_big_int_becomes_integer
    view_appears
    view_below_a_view_changes
    view_changes
    views_upon_views_follow_a_rename
    ;
    finds_nothing:
    add_column_is_there
    check_has_a_name_of_its_own
    check_of_others_stays
    check_written_differently
    collation_written_differently
    column_order_only
    comments_in_the_ddl
    decimal_written_differently
    default_expression_written_differently
    default_null_is_none
    default_number_in_quotes
    default_of_a_boolean_as_number
    default_with_a_line_end_stays
    default_with_quotes_stays
    enum_check_of_the_column
    enum_without_checks
    excluded_table_differs
    foreign_key_at_its_column
    foreign_key_is_deferred_already
    foreign_key_without_action_spelled_out
    former_column_name_stays
    former_table_name_stays
    four_ways_to_quote
    full_text_tables_stay
    generated_written_differently
    hostile_names_are_there
    index_ascending_spelled_out
    index_collation_is_that_of_the_column
    index_expression_written_differently
    index_of_another_name
    index_of_others_stays
    index_predicate_written_differently
    int_is_integer
    key_has_a_name
    key_without_not_null
    names_in_another_case
    nullable_spelled_out
    self_reference_is_there
    string_length_written_with_blanks
    table_has_no_rowid
    table_is_strict
    table_of_others_stays
    tables_of_other_tools
    tables_of_sqlite_itself
    tables_refer_to_each_other
    trigger_written_differently
    type_of_ones_own_stays
    unique_group_as_constraint
    unique_index_is_a_unique_column
    unique_of_the_table_is_a_unique_column
    unsigned_big_int_stays
    view_and_trigger_of_others_stay
    view_written_differently
    views_upon_views
    ;
}

/// Macros hide their modules from rustfmt and from whoever looks for a forgotten folder.
#[test]
fn every_folder_is_listed() {
    let entries = std::fs::read_dir(tests::file("cases")).expect("the folder of the cases");
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut folders: Vec<_> = entries
        .map(|entry| name(entry.expect("an entry")))
        .collect();
    folders.sort();
    let mut listed = [FINDS, FIND_NOTHING].concat();
    listed.sort_unstable();
    assert_eq!(folders, listed);
}

#[test]
fn there_are_enough_of_both_kinds() {
    let (finds, nothing) = (FINDS.len(), FIND_NOTHING.len());
    assert!(
        finds >= 44 && nothing >= 44,
        "{finds} find, {nothing} find nothing"
    );
}
