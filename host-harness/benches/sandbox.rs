//! How many reads a second the local Recharge answers, over real sockets: tests and benchmarks are to measure the plugin
//! and not this server. The clients run on the same cores. `README.md` beside this file has the numbers.
#![allow(missing_docs, clippy::unwrap_used, clippy::field_reassign_with_default, reason = "a benchmark fails loudly")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use host_harness::recharge_sandbox::{BucketSize, CommitLag, Sandbox, SandboxOptions, demo};
use tokio::runtime::{Builder, Runtime};

/// Connections that ask at the same time; each keeps its own open.
const CLIENTS: u64 = 4;

/// A customer's reads, as a widget makes them, and one that reads a single record.
fn targets(sandbox: &Sandbox) -> [(&'static str, String); 4] {
    let state = sandbox.state_snapshot();
    let charge = state.charges.values().find(|charge| charge.is_queued()).map_or((0, 0), |it| (it.id, it.customer_id));
    let (charge, customer) = charge;
    [
        ("customer by e-mail", "/customers?email=lena.brandt%40example.com".to_owned()),
        ("subscriptions of a customer", format!("/subscriptions?customer_id={customer}&limit=250")),
        ("charges of a customer", format!("/charges?customer_id={customer}&status=queued,skipped,error&limit=250")),
        ("one charge", format!("/charges/{charge}")),
    ]
}

fn sandbox(runtime: &Runtime) -> Sandbox {
    let mut options = SandboxOptions::default();
    options.bucket = BucketSize { capacity: u32::MAX, leak_per_second: u32::MAX };
    options.commit_lag = CommitLag::AfterRequests(0);
    let shop = demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap();
    runtime.block_on(Sandbox::start(shop, options)).unwrap()
}

/// So many reads by all clients together.
async fn read(client: &reqwest::Client, url: &str, count: u64) -> Duration {
    let start = Instant::now();
    let each = (0..CLIENTS).map(|number| async move {
        // What doesn't divide is the first one's.
        let mine = count / CLIENTS + if number == 0 { count % CLIENTS } else { 0 };
        for _ in 0..mine {
            let request = client.get(url).header("x-recharge-access-token", demo::TOKEN_FULL);
            let answer = request.header("x-recharge-version", "2021-11").send().await.unwrap();
            black_box(answer.error_for_status().unwrap().bytes().await.unwrap());
        }
    });
    futures::future::join_all(each).await;
    start.elapsed()
}

fn reads(criterion: &mut Criterion) {
    // Somebody else in this process may have been faster.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let sandbox = sandbox(&runtime);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut group = criterion.benchmark_group("local Recharge");
    group.throughput(Throughput::Elements(1)).sample_size(20);
    for (name, target) in targets(&sandbox) {
        let url = format!("{}{target}", sandbox.base_url());
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter_custom(|count| runtime.block_on(read(&client, &url, count)));
        });
    }
    group.finish();
    runtime.block_on(sandbox.shutdown());
}

criterion_group!(benches, reads);
criterion_main!(benches);
