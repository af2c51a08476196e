//! The warehouse's tables, on a single ClickHouse or on a cluster, from the same migration files.

use std::sync::LazyLock;

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/clickhouse/0001_warehouse.sql"),
    include_str!("../../../migrations/clickhouse/0002_analysis.sql"),
];

/// Where the tables are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// On one ClickHouse, embedded or a server.
    Single,
    /// On every shard and replica of the cluster of this name (`remote_servers` of the server's configuration). What is
    /// asked and inserted goes to Distributed tables of the names that a single ClickHouse has.
    Cluster(String),
}

/// What is read through a name without an epoch.
const PUBLISHED: [&str; 5] = ["observation", "daily", "forecast", "insight", "score"];

/// Of these, results of analyses.
const ANALYSED: [&str; 3] = ["forecast", "insight", "score"];

/// The tables of an epoch.
const TABLES: [&str; 6] = ["daily", "observation", "forecast", "insight", "score", "analysed"];

impl Layout {
    /// Statements that make the tables of `epoch` where they are missing, in order.
    pub fn prepare(&self, epoch: u32) -> Vec<String> {
        let statements = STATEMENTS.iter().map(|statement| Statement {
            text: statement.text.replace("{epoch}", &epoch.to_string()),
            ..*statement
        });
        match self {
            Self::Single => statements.map(|statement| statement.text).collect(),
            Self::Cluster(name) => statements.flat_map(|statement| statement.on_cluster(name)).collect(),
        }
    }

    /// Statements that point the names without an epoch at `epoch`.
    pub fn publish(&self, epoch: u32) -> Vec<String> {
        let view = |name| {
            // What a later analysis of the same day no longer says must not stay beside what it says.
            let current = if ANALYSED.contains(&name) {
                format!(
                    " FINAL WHERE (subject, as_of, made_at) GLOBAL IN \
                     (SELECT subject, as_of, max(made_at) FROM eunoia.analysed_{epoch} GROUP BY subject, as_of)"
                )
            } else {
                String::new()
            };
            format!(
                "CREATE OR REPLACE VIEW eunoia.{name}{} AS SELECT * FROM eunoia.{name}_{epoch}{current}",
                self.on_cluster()
            )
        };
        PUBLISHED.map(view).to_vec()
    }

    /// Statements that drop the tables of `epoch`, if there are any.
    pub fn discard(&self, epoch: u32) -> Vec<String> {
        // The view goes first: it must not feed a table that is gone.
        let feed = [format!("daily_feed_{epoch}")];
        let plain = TABLES.map(|name| format!("{name}_{epoch}"));
        let local = TABLES.map(|name| format!("{name}_{epoch}_local"));
        let tables = match self {
            Self::Single => [feed.as_slice(), &plain].concat(),
            Self::Cluster(_) => [feed.as_slice(), &plain, &local].concat(),
        };
        let drop = |table| format!("DROP TABLE IF EXISTS eunoia.{table}{} SYNC", self.on_cluster());
        tables.into_iter().map(drop).collect()
    }

    /// The table that holds the rows of `table`.
    pub(super) fn local(&self, table: &str) -> String {
        match self {
            Self::Single => table.to_owned(),
            Self::Cluster(_) => format!("{table}_local"),
        }
    }

    pub(super) fn on_cluster(&self) -> String {
        match self {
            Self::Single => String::new(),
            Self::Cluster(name) => format!(" ON CLUSTER {}", quoted(name)),
        }
    }
}

/// A statement of a migration file.
struct Statement<'a> {
    text: String,
    /// What its rows are spread by, for a table.
    shard_by: Option<&'a str>,
}

static STATEMENTS: LazyLock<Vec<Statement<'static>>> = LazyLock::new(|| MIGRATIONS.iter().flat_map(|file| read(file)).collect());

/// The statements of a file, without its comments but for what `-- shard by` says.
fn read(file: &'static str) -> Vec<Statement<'static>> {
    let (mut statements, mut text, mut shard_by) = (Vec::new(), Vec::new(), None);
    for line in file.lines().map(str::trim_end) {
        match line.trim_start().strip_prefix("--") {
            Some(comment) => shard_by = comment.trim().strip_prefix("shard by ").or(shard_by),
            None => text.extend((!line.is_empty()).then(|| line.trim_end_matches(';'))),
        }
        if line.ends_with(';') {
            statements.push(Statement {
                text: text.join("\n"),
                shard_by: shard_by.take(),
            });
            text.clear();
        }
    }
    statements
}

impl Statement<'_> {
    /// The statements that stand for it on a cluster.
    fn on_cluster(&self, cluster: &str) -> Vec<String> {
        let on_cluster = format!(" ON CLUSTER {}", quoted(cluster));
        let (head, body) = self.text.split_once('\n').unwrap_or((&self.text, ""));
        let name = head.split_whitespace().find(|word| word.starts_with("eunoia.")).unwrap_or("eunoia");
        if let Some(key) = self.shard_by {
            let local = format!("{name}_local");
            let (head, body) = (head.replace(name, &format!("{local}{on_cluster}")), body.to_owned());
            let table = format!("{head}\n{body}")
                .replace("ENGINE = ", "ENGINE = Replicated")
                .replace("non_replicated_deduplication_window", "replicated_deduplication_window");
            let (_, table_name) = name.split_once('.').unwrap_or(("", name));
            let over = format!(
                "CREATE TABLE IF NOT EXISTS {name}{on_cluster} AS {local}\nENGINE = Distributed({}, eunoia, {table_name}_local, {key})",
                quoted(cluster)
            );
            return vec![table, over];
        }
        if head.starts_with("CREATE MATERIALIZED VIEW") {
            // It runs on each shard, from that shard's rows to that shard's days.
            let feed = self.text.replacen(name, &format!("{name}{on_cluster}"), 1);
            let local = |word: &str| {
                let table = word.trim_end_matches(|c: char| !c.is_alphanumeric());
                let reads = ["eunoia.observation_", "eunoia.daily_"]
                    .iter()
                    .any(|start| table.starts_with(start));
                if reads && table != name {
                    format!("{table}_local{}", &word[table.len()..])
                } else {
                    word.to_owned()
                }
            };
            let lines = feed.lines().map(|line| line.split(' ').map(local).collect::<Vec<_>>().join(" "));
            return vec![lines.collect::<Vec<_>>().join("\n")];
        }
        vec![format!("{}{on_cluster}", self.text)]
    }
}

fn quoted(name: &str) -> String {
    format!("'{}'", name.replace(['\'', '\\'], ""))
}
