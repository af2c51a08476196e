-- Imports over HTTP: what a person uploads to be imported, and the job that reads it. `about`, `tally`, `rejected` and
-- `error_detail` hold what the person named and what the report quotes, sealed with their key; so are the chunks' bytes.
-- state: 0 uploading, 1 queued, 2 running, 3 done, 4 failed, 5 cancelled. Times: milliseconds since 1970.
-- `lease` is a random number of the run that reads it, `leased_until` when another run may take it up, `attempts` the
-- runs since it last got on.
CREATE TABLE import (
    person_id    BIGINT NOT NULL,
    id           BYTEA   NOT NULL,
    format       TEXT    NOT NULL,
    digest       BYTEA   NOT NULL,
    about        BYTEA   NOT NULL,
    state        BIGINT NOT NULL,
    size         BIGINT NOT NULL,
    received     BIGINT NOT NULL,
    rows_read    BIGINT NOT NULL,
    bytes_read   BIGINT NOT NULL,
    tally        BYTEA,
    rejected     BYTEA,
    error_code   TEXT,
    error_detail BYTEA,
    lease        BIGINT,
    leased_until BIGINT,
    attempts     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    queued_at    BIGINT,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX import_newest ON import (person_id, created_at, id);
CREATE INDEX import_unfinished ON import (state, queued_at) WHERE state < 3;

CREATE TABLE import_chunk (
    person_id BIGINT NOT NULL,
    import_id BYTEA   NOT NULL,
    start     BIGINT NOT NULL,
    body      BYTEA   NOT NULL,
    PRIMARY KEY (person_id, import_id, start)
);
