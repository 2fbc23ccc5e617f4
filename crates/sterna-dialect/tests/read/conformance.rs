//! The definitions of the conformance cases: all of them are read, and read right.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{read, test_data};

fn definitions(case: &Value, key: &str) -> Vec<String> {
    let list = case[key].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_definition_is_read_and_sqlite_agrees() {
    let files = ["conformance/autogen.jsonl", "conformance/batch.jsonl"].map(test_data);
    let mut read_cases = BTreeSet::new();
    for case in files.iter().flat_map(|file| file.lines()) {
        let case: Value = serde_json::from_str(case).unwrap();
        for key in ["before_ddl", "after_ddl"] {
            let catalogue = read(&definitions(&case, key)).await;
            let left = &catalogue.schema().unmanaged;
            let unread = left
                .iter()
                .filter(|object| object.kind.contains("could not"));
            assert_eq!(unread.count(), 0, "{}: {left:?}", case["id"]);
        }
        read_cases.insert(case["id"].to_string());
    }
    assert_eq!(read_cases.len(), 63);
}
