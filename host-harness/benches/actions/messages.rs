//! The reading of messages, natively: from the raw text to what it comes to, without host and Recharge. How the time grows
//! with the length, and how many of the judged messages a second.

use armincx_recharge::message::clean::clean;
use armincx_recharge::message::own_words::own_words;
use armincx_recharge::message::parse::{Parsed, Tables};
use armincx_recharge::message::reading::{Reading, reading as weighed};
use armincx_recharge::message::shelf::{Item, Rhythm, Shelf};
use criterion::{BenchmarkId, Criterion, Throughput};
use jiff::civil::{Date, date};
use serde_json::Value;
use std::hint::black_box;
use std::path::Path;

/// A hundred characters with a wish in them.
const WISH: &str =
    "Please skip my next decaf delivery, we still have more than enough of it left. Thanks a lot, Robin. ";
/// A hundred without one, as most of a long message is.
const STORY: &str =
    "My sister was here for a week with both of her kids and the dog, and it rained nearly all the time. ";

const LONG: usize = 20_000;

pub fn reading(criterion: &mut Criterion) {
    let (tables, shelf) = (Tables::read(), shelf());
    let mut group = criterion.benchmark_group("message");
    let wishes = WISH.chars().cycle().take(LONG).collect();
    let story = WISH.chars().chain(STORY.chars().cycle()).take(LONG).collect();
    let texts: [(&str, String); 3] =
        [("short", WISH.to_owned()), ("long, one wish", story), ("long, 200 wishes", wishes)];
    for (name, text) in texts {
        assert!(matches!(read(&text, &tables, &shelf), Reading::Wishes(_)), "{name}");
        group.bench_function(BenchmarkId::new(name, text.len()), |bencher| {
            bencher.iter(|| black_box(read(&text, &tables, &shelf)));
        });
    }
    group.finish();

    let texts = held_out();
    let mut group = criterion.benchmark_group("judged messages");
    group.sample_size(20).throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("en_held", |bencher| {
        bencher.iter(|| texts.iter().for_each(|text| drop(black_box(read(text, &tables, &shelf)))));
    });
    group.finish();
}

/// As the plugin does it between its reads and its answer.
fn read(text: &str, tables: &Tables, shelf: &Shelf) -> Reading {
    let own = own_words(&clean(text));
    let parsed = Parsed::read(&own.text, tables, shelf).beneath(&own.quoted, shelf);
    weighed(&parsed, shelf)
}

/// The held-out English messages. They are read here and shown nowhere.
fn held_out() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/messages/en_held.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    let text = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line.get("text").and_then(Value::as_str).unwrap().to_owned()
    };
    lines.lines().map(text).collect()
}

/// The three subscriptions that those messages are about.
fn shelf() -> Shelf {
    let item = |id: u64, title: &str, next: Date, rhythm: Rhythm, address: u64, place: &str| Item {
        id,
        title: title.to_owned(),
        next: Some(next),
        skipped: Vec::new(),
        rhythm: Some(rhythm),
        address: Some(address),
        place: place.to_owned(),
        price: None,
    };
    let (month, weeks) = (Rhythm { days: 0, months: 1 }, |weeks: i64| Rhythm { days: weeks * 7, months: 0 });
    let items = vec![
        item(61, "Morning Blend Coffee", date(2026, 12, 1), month, 51, "27 Alma Terrace York"),
        item(62, "Decaf Espresso", date(2026, 11, 26), weeks(2), 51, "27 Alma Terrace York"),
        item(63, "Cat Food Salmon", date(2026, 12, 12), weeks(6), 52, "8 Valley Road Hebden Bridge"),
    ];
    Shelf::new(date(2026, 11, 22), items)
}
