//! WASI as far as Rust's standard library forces it on a guest: `wasi:io` and `wasi:cli`, with nothing granted. No
//! files, no sockets, no clocks, no random numbers, no arguments, no environment. Standard error is kept, because it
//! carries the message of a panic.

use super::call::CallState;
use super::stderr::Tail;
use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::p2::bindings::cli;
use wasmtime_wasi::p2::pipe::{ClosedInputStream, SinkOutputStream};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_io::bindings::wasi::io;

/// A context that grants nothing, and the pipe that gets standard error.
pub(super) fn context(stderr_bytes: usize) -> (WasiCtx, Tail) {
    let stderr = Tail::new(stderr_bytes);
    let mut builder = WasiCtx::builder();
    builder.stdin(ClosedInputStream).stdout(SinkOutputStream).stderr(stderr.clone());
    builder.allow_blocking_current_thread(false);
    (builder.build(), stderr)
}

impl WasiView for CallState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.guest.table }
    }
}

struct Io;

impl HasData for Io {
    type Data<'a> = &'a mut ResourceTable;
}

pub(super) fn add_to_linker(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    io::error::add_to_linker::<CallState, Io>(linker, |state| &mut state.guest.table)?;
    io::poll::add_to_linker::<CallState, Io>(linker, |state| &mut state.guest.table)?;
    io::streams::add_to_linker::<CallState, Io>(linker, |state| &mut state.guest.table)?;
    cli::environment::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::exit::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::stdin::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::stdout::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::stderr::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::terminal_input::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::terminal_output::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::terminal_stdin::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::terminal_stdout::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)?;
    cli::terminal_stderr::add_to_linker::<CallState, WasiCli>(linker, CallState::cli)
}
