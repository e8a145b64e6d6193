//! The contract is frozen: whoever changes a file of `wit/` has to say so here.

use sha2::{Digest, Sha256};
use std::path::Path;

/// SHA-256 over the files of `wit/` in order of name, each with its name and its length. Changing a published shape
/// breaks every plugin that was built against it: give it a new version, and only then a new hash.
const FROZEN: &str = "5f02f300d70ea31ee8801f49a2969f3f609404dcbe5ea8af9760d9485b6d7fcd";

#[test]
fn the_contract_is_the_frozen_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "wit"));
    files.sort();
    assert_eq!(files.len(), 8, "files of the contract: {files:?}");

    let mut hash = Sha256::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        hash.update(format!("{name} {}\n{text}", text.len()));
    }
    assert_eq!(hex::encode(hash.finalize()), FROZEN, "wit/ has changed");
}

#[test]
fn every_item_of_the_contract_is_documented() {
    let mut resolve = wit_parser::Resolve::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    let (package, _) = resolve.push_dir(&folder).unwrap();
    let mut bare = Vec::new();
    let mut check = |docs: &wit_parser::Docs, what: String| {
        if docs.contents.as_deref().unwrap_or_default().trim().is_empty() {
            bare.push(what);
        }
    };
    for (name, id) in &resolve.packages[package].interfaces {
        let interface = &resolve.interfaces[*id];
        check(&interface.docs, format!("interface {name}"));
        for (function, item) in &interface.functions {
            check(&item.docs, format!("{name}.{function}"));
        }
        for (type_name, id) in &interface.types {
            let item = &resolve.types[*id];
            // `use` makes a type of its own, documented where it comes from.
            if matches!(item.kind, wit_parser::TypeDefKind::Type(_)) {
                continue;
            }
            check(&item.docs, format!("{name}.{type_name}"));
            let parts: Vec<(&String, &wit_parser::Docs)> = match &item.kind {
                wit_parser::TypeDefKind::Record(record) => record.fields.iter().map(|f| (&f.name, &f.docs)).collect(),
                wit_parser::TypeDefKind::Variant(variant) => variant.cases.iter().map(|c| (&c.name, &c.docs)).collect(),
                wit_parser::TypeDefKind::Enum(choices) => choices.cases.iter().map(|c| (&c.name, &c.docs)).collect(),
                _ => Vec::new(),
            };
            for (part, docs) in parts {
                check(docs, format!("{name}.{type_name}.{part}"));
            }
        }
    }
    assert!(bare.is_empty(), "without a word of documentation: {bare:?}");
}
