//! What a widget costs, from the bare instance to the first answer of a fresh process. Answers come from memory, so that
//! the plugin and the host are measured and no network. `README.md` beside this file has the numbers and how to read them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::field_reassign_with_default,
    reason = "a benchmark fails loudly"
)]

#[path = "widget/shop.rs"]
mod shop;

use armincx_recharge as native;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use host_harness::engine::{EngineConfig, PluginEngine};
use host_harness::store::MemoryAuditLog;
use shop::Shop;
use std::hint::black_box;
use std::sync::Arc;
use tokio::runtime::Runtime;

const SIZES: [usize; 3] = [1, 10, 300];

/// A new instance: wasmtime's own floor, and a whole call of ours that does next to nothing in it.
fn instance(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let plugin = runtime.block_on(engine(None).load(armincx_recharge_component::COMPONENT, log())).unwrap();
    let mut group = criterion.benchmark_group("instance");
    group.bench_function("floor", |bencher| {
        bencher.to_async(&runtime).iter(async || plugin.bare_instance(false).await.unwrap());
    });
    group.bench_function("under limits", |bencher| {
        bencher.to_async(&runtime).iter(async || plugin.bare_instance(true).await.unwrap());
    });
    group.bench_function("empty call", |bencher| {
        bencher.to_async(&runtime).iter(async || plugin.empty_call().await.unwrap());
    });
    group.bench_function("describe, native", |bencher| {
        bencher.iter(|| black_box(native::manifest::describe("en")));
    });
    group.bench_function("describe", |bencher| {
        bencher.to_async(&runtime).iter(async || black_box(plugin.describe("en").await.unwrap()));
    });
    group.finish();
}

/// The widget of a customer with so many subscriptions: through the component, and the same code natively.
fn widget(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let plugin = runtime.block_on(engine(None).load(armincx_recharge_component::COMPONENT, log())).unwrap();
    for size in SIZES {
        let shop = Shop::with_subscriptions(size);
        let session = shop.session(&plugin);
        let mut group = criterion.benchmark_group(format!("widget-data/{size}"));
        group.bench_function("component", |bencher| {
            let context = shop::context();
            bencher.to_async(&runtime).iter(async || black_box(session.widget_data(&context).await.unwrap()));
        });
        group.bench_function("native", |bencher| {
            let context = shop::native_context();
            bencher.iter(|| black_box(native::widget::widget_data(&shop, &context).unwrap()));
        });
        group.finish();
    }
}

/// From nothing to the first widget: engine, compiled code from the cache, one call.
fn start(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::with_subscriptions(1);
    let first = async || {
        let plugin = engine(Some(&folder.path().join("compiled")))
            .load(armincx_recharge_component::COMPONENT, log())
            .await
            .unwrap();
        black_box(shop.session(&plugin).widget_data(&shop::context()).await.unwrap())
    };
    runtime.block_on(first());
    let mut group = criterion.benchmark_group("start");
    group.sample_size(20);
    group.bench_function("to the first widget, warm cache", |bencher| {
        bencher.to_async(&runtime).iter(async || first().await);
    });
    group.bench_function("compiling, no cache", |bencher| {
        let load =
            |engine: PluginEngine| runtime.block_on(engine.load(armincx_recharge_component::COMPONENT, log())).unwrap();
        bencher.iter_batched(|| engine(None), load, BatchSize::PerIteration);
    });
    group.finish();
}

fn log() -> Arc<MemoryAuditLog> {
    Arc::default()
}

fn engine(cache: Option<&std::path::Path>) -> PluginEngine {
    let mut config = EngineConfig::default();
    config.cache_dir = cache.map(std::path::Path::to_path_buf);
    PluginEngine::new(config).unwrap()
}

criterion_group!(benches, instance, widget, start);
criterion_main!(benches);
