use std::process::ExitCode;

fn main() -> ExitCode {
    eunoia::command::run()
}
