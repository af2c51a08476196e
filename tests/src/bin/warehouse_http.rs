//! ClickHouse's HTTP interface over an embedded engine: `warehouse_http LIBRARY FOLDER ADDRESS`. A process of its own, to
//! be killed like a server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../../../ingest/tests/stage/http.rs"]
mod http;

use std::{env, path::Path};

use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let words: Vec<String> = env::args().collect();
    let [_, library, folder, address] = words.as_slice() else {
        panic!("warehouse_http LIBRARY FOLDER ADDRESS")
    };
    let engine = http::HttpClickHouse::open(Path::new(library), Path::new(folder));
    let listener = TcpListener::bind(address).await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    engine.serve(listener).await;
}
