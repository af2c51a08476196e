-- The warehouse's tables of one epoch. They are derived: `eunoia rebuild` writes them anew from the ledger.
--
-- This is the form for a single ClickHouse. For a cluster the same statements are given `ON CLUSTER`, their tables become
-- replicated and named `..._local`, and a Distributed table of the plain name is put over each; `-- shard by` says by what.
-- See ingest/src/warehouse/layout.rs.
--
-- An edit travels as two rows, a delete as one: sign -1 takes the old value back. Values are in millionths, so that
-- sums of signed values cancel exactly.
CREATE DATABASE IF NOT EXISTS eunoia;

-- A random number that tells this warehouse from any other: the ledger notes which one its relay fills.
-- shard by id
CREATE TABLE IF NOT EXISTS eunoia.identity (id UInt64) ENGINE = MergeTree ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- A person's rows are on one shard, so that a day's aggregate is made in one place.
-- shard by subject
CREATE TABLE IF NOT EXISTS eunoia.observation_{epoch}
(
    subject     UInt64,
    metric      LowCardinality(String),
    observed_at DateTime64(3, 'UTC'),
    local_date  Date32,
    value       Int64,
    event_id    UUID,
    version     UInt32,
    sign        Int8
)
ENGINE = MergeTree
ORDER BY (subject, metric, observed_at)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row a subject, metric and day once merged: read it with sum() and GROUP BY, and only where sum(n) <> 0.
-- shard by subject
CREATE TABLE IF NOT EXISTS eunoia.daily_{epoch}
(
    metric     LowCardinality(String),
    local_date Date32,
    subject    UInt64,
    total      Int64,
    n          Int64
)
ENGINE = SummingMergeTree((total, n))
ORDER BY (metric, local_date, subject)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS eunoia.daily_feed_{epoch} TO eunoia.daily_{epoch} AS
SELECT metric, local_date, subject, sum(value * sign) AS total, sum(sign) AS n
FROM eunoia.observation_{epoch}
GROUP BY metric, local_date, subject;
