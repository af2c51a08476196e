-- What the analyses of one epoch's days found: numbers by subject and date, no words. A rebuild leaves them behind, and the
-- next analysis makes them anew. A row that is written again takes the place of the one with an earlier `made_at`
-- (milliseconds since 1970); the views without an epoch show the last complete analysis of each day. See 0001_warehouse.sql for what `shard by` is for.
-- shard by subject
CREATE TABLE IF NOT EXISTS eunoia.forecast_{epoch}
(
    subject UInt64,
    metric  LowCardinality(String),
    as_of   Date32,
    date    Date32,
    value   Float64,
    low     Float64,
    high    Float64,
    model   LowCardinality(String),
    made_at Int64
)
ENGINE = ReplacingMergeTree(made_at)
ORDER BY (subject, metric, as_of, date)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

-- `abstained` is the code of why there is no value, or empty.
-- shard by subject
CREATE TABLE IF NOT EXISTS eunoia.insight_{epoch}
(
    subject   UInt64,
    code      LowCardinality(String),
    as_of     Date32,
    metric    LowCardinality(String),
    value     Nullable(Float64),
    low       Nullable(Float64),
    high      Nullable(Float64),
    days      UInt32,
    abstained LowCardinality(String),
    model     LowCardinality(String),
    made_at   Int64
)
ENGINE = ReplacingMergeTree(made_at)
ORDER BY (subject, code, as_of, metric)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Numbers about how a person does, or how their forecasts did: `name` says what, such as `level` or `mae.ewma`.
-- shard by subject
CREATE TABLE IF NOT EXISTS eunoia.score_{epoch}
(
    subject UInt64,
    metric  LowCardinality(String),
    name    LowCardinality(String),
    as_of   Date32,
    value   Float64,
    made_at Int64
)
ENGINE = ReplacingMergeTree(made_at)
ORDER BY (subject, metric, name, as_of)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Whose rows above are complete, as of which day, and up to which number of the ledger: written last.
-- shard by subject
CREATE TABLE IF NOT EXISTS eunoia.analysed_{epoch}
(
    subject  UInt64,
    as_of    Date32,
    revision Int64,
    made_at  Int64
)
ENGINE = ReplacingMergeTree(made_at)
ORDER BY (subject, as_of)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;
