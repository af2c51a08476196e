//! ClickHouse's HTTP interface over the embedded engine, as a server has it: statements in the body or in `query`,
//! settings as parameters, Arrow streams read and written by ClickHouse itself, lz4 both ways, errors with their code.

use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use adbc_core::{
    Connection, Database, Driver, Statement,
    options::{AdbcVersion, OptionDatabase},
};
use adbc_driver_manager::{ManagedConnection, ManagedDatabase, ManagedDriver};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, task::spawn_blocking};

/// An embedded engine behind an HTTP interface.
pub struct HttpClickHouse {
    database: ManagedDatabase,
    /// Keeps the database open between requests.
    _resident: ManagedConnection,
    files: PathBuf,
    next_file: AtomicU64,
}

/// Parameters that are about the transport; all others are settings of the query.
const OF_THE_TRANSPORT: [&str; 6] = [
    "query",
    "database",
    "default_format",
    "decompress",
    "enable_http_compression",
    "wait_end_of_query",
];

impl HttpClickHouse {
    /// Opens the engine in `folder`; a process can do that once.
    pub fn open(library: &Path, folder: &Path) -> Arc<Self> {
        let files = folder.join("streams");
        fs::create_dir_all(&files).unwrap();
        let folder = folder.canonicalize().unwrap();
        let mut driver = ManagedDriver::load_dynamic_from_filename(library, Some(b"chdb_adbc_init"), AdbcVersion::V110).unwrap();
        let uri = format!("chdb://{}", folder.join("engine").display());
        fs::create_dir_all(folder.join("engine")).unwrap();
        let database = driver.new_database_with_opts([(OptionDatabase::Uri, uri.as_str().into())]).unwrap();
        let resident = database.new_connection().unwrap();
        Arc::new(Self {
            database,
            _resident: resident,
            files: files.canonicalize().unwrap(),
            next_file: AtomicU64::new(0),
        })
    }

    /// Answers on this listener for as long as the process lives.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        let app = Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(self);
        axum::serve(listener, app).await.unwrap();
    }

    fn file(&self) -> PathBuf {
        self.files.join(format!("{}.arrow", self.next_file.fetch_add(1, Ordering::Relaxed)))
    }

    /// Does as it is asked; the bytes of an answer, or ClickHouse's own words.
    fn run(&self, asked: &HashMap<String, String>, body: &[u8]) -> Result<Vec<u8>, String> {
        let mut connection = self.database.new_connection().map_err(|e| e.message)?;
        let mut run = |statement: &str| {
            let mut handle = connection.new_statement().map_err(|e| e.message)?;
            handle.set_sql_query(statement).map_err(|e| e.message)?;
            let rows = handle.execute().map_err(|e| e.message)?;
            rows.collect::<Result<Vec<_>, _>>().map(drop).map_err(|e| e.to_string())
        };
        for (name, value) in asked.iter().filter(|(name, _)| !OF_THE_TRANSPORT.contains(&name.as_str())) {
            run(&format!("SET {name} = '{}'", value.replace('\\', "\\\\").replace('\'', "\\'")))?;
        }
        let file = self.file();
        let done = if let Some(statement) = asked.get("query") {
            // An insert: what it inserts is the body.
            let rows = if asked.contains_key("decompress") {
                decompressed(body)?
            } else {
                body.to_vec()
            };
            fs::write(&file, rows).unwrap();
            run(&statement.replace(" FORMAT ", &format!(" FROM INFILE '{}' FORMAT ", file.display()))).map(|()| Vec::new())
        } else {
            let statement = String::from_utf8(body.to_vec()).unwrap();
            match asked.get("default_format") {
                Some(format) if statement.starts_with("SELECT") => {
                    run(&format!("INSERT INTO FUNCTION file('{}', '{format}') {statement}", file.display()))
                        .map(|()| fs::read(&file).unwrap_or_default())
                }
                _ => run(&statement).map(|()| Vec::new()),
            }
        };
        let _ = fs::remove_file(&file);
        done
    }
}

async fn answer(
    State(clickhouse): State<Arc<HttpClickHouse>>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let lz4 = asked.get("enable_http_compression").is_some_and(|v| v == "1")
        && headers.get("accept-encoding").is_some_and(|v| v.as_bytes() == b"lz4");
    let done = spawn_blocking(move || clickhouse.run(&asked, &body)).await.unwrap();
    match done {
        Ok(bytes) if lz4 => {
            let mut frame = lz4_flex::frame::FrameEncoder::new(Vec::new());
            frame.write_all(&bytes).unwrap();
            ([("content-encoding", "lz4")], frame.finish().unwrap()).into_response()
        }
        Ok(bytes) => bytes.into_response(),
        Err(words) => {
            let (_, told) = words.split_once("Code: ").unwrap_or(("", "1002. DB::Exception: unknown"));
            let code = told.split('.').next().unwrap_or_default().to_owned();
            let headers = [("x-clickhouse-exception-code", code)];
            (StatusCode::INTERNAL_SERVER_ERROR, headers, format!("Code: {told}")).into_response()
        }
    }
}

/// ClickHouse's compressed blocks: a checksum of 16 bytes, a method, both sizes, and lz4.
fn decompressed(mut body: &[u8]) -> Result<Vec<u8>, String> {
    let mut rows = Vec::new();
    while !body.is_empty() {
        let cut = || "Code: 33. DB::Exception: Cannot read all data".to_owned();
        let header = body.get(16..25).ok_or_else(cut)?;
        let size = |at: usize| u32::from_le_bytes(header[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(header[0], 0x82, "lz4");
        let block = body.get(25..16 + size(1)).ok_or_else(cut)?;
        rows.extend(lz4_flex::block::decompress(block, size(5)).map_err(|e| format!("Code: 271. DB::Exception: {e}"))?);
        body = &body[16 + size(1)..];
    }
    Ok(rows)
}
