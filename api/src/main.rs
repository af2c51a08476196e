use std::process::ExitCode;

/// An analysis of many people makes and drops some thousand lists a second on every core.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    eunoia::command::run()
}
