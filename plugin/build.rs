//! Makes the component small, in two ways that need no code of its own to change.
//!
//! - The texts it carries are packed: half of their bytes. `src/packed.rs` unpacks them, and says in what form they are.
//! - The linker writes addresses as short as they are. It leaves five bytes for each of them otherwise, which is 6 % of the
//!   component. That needs the debug sections gone; the names of functions stay where a profile keeps them.
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::collections::HashMap;
use std::env::var;
use std::path::Path;

const TEXTS: [&str; 5] = [
    "locales/de.ftl",
    "locales/en.ftl",
    "src/message/words/de.txt",
    "src/message/words/en.txt",
    "src/message/words/kinds.txt",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = var("OUT_DIR")?;
    for text in TEXTS {
        println!("cargo::rerun-if-changed={text}");
        let name = Path::new(text).file_name().ok_or("a text has a name")?;
        std::fs::write(Path::new(&out).join(name), pack(&std::fs::read(text)?))?;
    }
    let is = |name: &str, value: &str| var(name).is_ok_and(|given| given == value);
    if is("CARGO_CFG_TARGET_ARCH", "wasm32") && !is("OPT_LEVEL", "0") {
        println!("cargo::rustc-link-arg-cdylib=--strip-debug");
        println!("cargo::rustc-link-arg-cdylib=--compress-relocations");
    }
    Ok(())
}

/// A run of new bytes is its length less one and the bytes; a run that stood before is 128 and its length less four, and how
/// far back it stood, in two bytes.
fn pack(text: &[u8]) -> Vec<u8> {
    let (mut out, mut new): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    let mut seen: HashMap<&[u8], Vec<usize>> = HashMap::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let known = rest.get(..4).and_then(|four| seen.get(four)).into_iter().flatten().rev().take(500);
        let run = known
            .map(|start| {
                let same = text.iter().skip(*start).zip(rest).take(131).take_while(|(old, new)| old == new).count();
                (same, at - start)
            })
            .filter(|(_, back)| *back <= 0xFFFF)
            .max_by_key(|(same, back)| (*same, usize::MAX - back));
        let length = match run {
            Some((same, back)) => {
                flush(&mut new, &mut out);
                out.push(128 + u8::try_from(same - 4).unwrap_or(127));
                out.extend(u16::try_from(back).unwrap_or_default().to_le_bytes());
                same
            }
            None => {
                new.extend(rest.first());
                if new.len() == 128 {
                    flush(&mut new, &mut out);
                }
                1
            }
        };
        for start in at..at + length {
            if let Some(four) = text.get(start..start + 4) {
                seen.entry(four).or_default().push(start);
            }
        }
        at += length;
    }
    flush(&mut new, &mut out);
    out
}

fn flush(new: &mut Vec<u8>, out: &mut Vec<u8>) {
    if let Some(less_one) = new.len().checked_sub(1) {
        out.push(u8::try_from(less_one).unwrap_or_default());
        out.append(new);
    }
}
