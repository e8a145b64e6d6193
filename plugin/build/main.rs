//! Makes the component small and quick to start, in three ways:
//!
//! - The word tables are laid out here as they are looked up in, so that a call finds them ready. `tables.rs` does that, and
//!   `lists.rs` for plain lists; `texts.rs` lays out what is said, so that the component has no parser.
//! - They are packed, with the schemas and the weights of the models: a third of their bytes. `pack.rs` does that.
//! - The linker writes addresses as short as they are. It leaves five bytes for each of them otherwise, which is 6 % of the
//!   component. That needs the debug sections gone; the names of functions stay where a profile keeps them.
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

#[path = "../src/l10n/keys.rs"]
#[allow(dead_code, reason = "only the names are needed here")]
mod keys;
#[path = "../src/message/layout.rs"]
#[allow(dead_code, reason = "the reading side is the component's")]
mod layout;
mod letters;
mod lists;
mod numbers;
#[path = "../src/message/own_words/words.rs"]
mod own_words;
mod pack;
mod run;
#[path = "../src/message/sense.rs"]
#[allow(dead_code, reason = "only the names are needed here")]
mod sense;
#[path = "../src/message/address/table.rs"]
#[allow(dead_code, reason = "only the numbers are needed here")]
mod table;
mod tables;
mod texts;
#[path = "../src/message/dates/sense.rs"]
#[allow(dead_code, reason = "only the numbers are needed here")]
mod time;
#[path = "../src/message/tokens.rs"]
#[allow(dead_code, reason = "only the folding is needed here")]
mod tokens;

use std::env::var;
use std::path::{Path, PathBuf};

use lists::lists;
use run::run;
use sense::Sense;
use tables::{Meaning, compile};

/// What is said, by language.
const LOCALES: [&str; 2] = ["en.ftl", "de.ftl"];

/// The schemas of what the actions take, a file for each action.
const SCHEMAS: &str = "src/actions/schemas";

/// What words mean, by language: the table of a third one is listed here.
const WORDS: [&str; 2] = ["en.txt", "de.txt"];

/// Words of addresses, and names in them.
const ADDRESS: [&str; 4] = ["en.txt", "de.txt", "world.txt", "names.txt"];

/// Words for time, by language.
const DATES: [&str; 2] = ["en.txt", "de.txt"];

/// Words at the end of a mail, by language.
const MAIL: [&str; 2] = ["en.txt", "de.txt"];

/// The weights of the models.
const MODELS: [&str; 6] = ["model", "items", "times", "acts", "pairs", "certain"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(var("OUT_DIR")?);
    let pack = |name: &str, bytes: &[u8]| std::fs::write(out.join(name), pack::pack(bytes));

    let mut said = Vec::new();
    for name in LOCALES {
        run(
            &texts::messages(&read(&Path::new("locales").join(name))?).map_err(|why| format!("{name}: {why}"))?,
            &mut said,
        );
    }
    run(keys::Key::IDS.join("|").as_bytes(), &mut said);
    run(numbers::numbers(&["en", "de"])?.as_bytes(), &mut said);
    pack("texts", &said)?;
    pack("letters", &letters::runs())?;
    println!("cargo::rerun-if-changed={SCHEMAS}");
    let mut files = std::fs::read_dir(SCHEMAS)?.map(|file| Ok(file?.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.sort();
    let mut schemas = Vec::new();
    for file in files {
        run(file.file_stem().unwrap_or_default().as_encoded_bytes(), &mut schemas);
        run(&std::fs::read(&file)?, &mut schemas);
    }
    pack("schemas", &schemas)?;
    let number = |name: &str| Sense::ALL.iter().position(|sense| Some(*sense) == Sense::named(name));
    let mut words = Vec::new();
    for name in WORDS {
        run(&table(name, Meaning::Heading(&number))?, &mut words);
    }
    pack("words", &words)?;
    pack("kinds", &table("kinds.txt", Meaning::Line)?)?;
    let mut address = Vec::new();
    for name in ADDRESS {
        let path = Path::new("src/message/address/words").join(name);
        address.extend(laid(&path, |text| lists(text, &table::numbered))?);
    }
    let mut dates = Vec::new();
    for name in DATES {
        let path = Path::new("src/message/dates/words").join(name);
        run(&laid(&path, |text| lists(text, &time::numbered))?, &mut dates);
    }
    let mut mail = Vec::new();
    for name in MAIL {
        let path = Path::new("src/message/own_words/words").join(name);
        mail.extend(laid(&path, |text| lists(text, &own_words::numbered))?);
    }
    let mut all = Vec::new();
    [&address, &dates, &mail].into_iter().for_each(|lists| run(lists, &mut all));
    pack("lists", &all)?;
    for name in MODELS {
        let path = Path::new("src/message/words").join(name).with_extension("bin");
        println!("cargo::rerun-if-changed={}", path.display());
        pack(name, &std::fs::read(path)?)?;
    }

    let is = |name: &str, value: &str| var(name).is_ok_and(|given| given == value);
    if is("CARGO_CFG_TARGET_ARCH", "wasm32") && !is("OPT_LEVEL", "0") {
        println!("cargo::rustc-link-arg-cdylib=--strip-debug");
        println!("cargo::rustc-link-arg-cdylib=--compress-relocations");
    }
    Ok(())
}

fn read(path: &Path) -> std::io::Result<String> {
    println!("cargo::rerun-if-changed={}", path.display());
    std::fs::read_to_string(path)
}

/// A word table as it is looked up in.
fn table(name: &str, meaning: Meaning<'_>) -> std::io::Result<Vec<u8>> {
    laid(&Path::new("src/message/words").join(name), |text| compile(text, meaning))
}

/// A file as it is laid out. Where a line says nothing, cargo ends the build with its place and the reason.
fn laid(path: &Path, lay: impl FnOnce(&str) -> Result<Vec<u8>, String>) -> std::io::Result<Vec<u8>> {
    Ok(lay(&read(path)?).unwrap_or_else(|why| {
        println!("cargo::error={}:{why}", path.display());
        Vec::new()
    }))
}
