//! Runs statements on the embedded ClickHouse of a data folder that no server holds: `warehouse_sql FOLDER SQL...`.
//! A process of its own, since a process can open one such folder in its life.

use std::{env, path::Path, process::ExitCode};

use eunoia_ingest::warehouse::{Embedded, Warehouse};

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let Some(folder) = args.next() else { return ExitCode::FAILURE };
    let run = async {
        let warehouse = Warehouse::new(Embedded::open(
            &eunoia::config::chdb_library(),
            &Path::new(&folder).join("warehouse"),
        )?);
        for statement in args {
            warehouse.execute(&statement).await?;
        }
        Ok::<_, eunoia_ingest::warehouse::WarehouseError>(())
    };
    let done = tokio::runtime::Runtime::new().map(|runtime| runtime.block_on(run));
    match done {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
