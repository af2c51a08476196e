-- Imports over HTTP: what a person uploads to be imported, and the job that reads it. `about`, `tally`, `rejected` and
-- `error_detail` hold what the person named and what the report quotes, sealed with their key; so are the chunks' bytes.
-- state: 0 uploading, 1 queued, 2 running, 3 done, 4 failed, 5 cancelled. Times: milliseconds since 1970.
-- `lease` is a random number of the run that reads it, `leased_until` when another run may take it up, `attempts` the
-- runs since it last got on.
CREATE TABLE import (
    person_id    INTEGER NOT NULL,
    id           BLOB    NOT NULL,
    format       TEXT    NOT NULL,
    digest       BLOB    NOT NULL,
    about        BLOB    NOT NULL,
    state        INTEGER NOT NULL,
    size         INTEGER NOT NULL,
    received     INTEGER NOT NULL,
    rows_read    INTEGER NOT NULL,
    bytes_read   INTEGER NOT NULL,
    tally        BLOB,
    rejected     BLOB,
    error_code   TEXT,
    error_detail BLOB,
    lease        INTEGER,
    leased_until INTEGER,
    attempts     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    queued_at    INTEGER,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX import_newest ON import (person_id, created_at, id);
CREATE INDEX import_unfinished ON import (state, queued_at) WHERE state < 3;

CREATE TABLE import_chunk (
    person_id INTEGER NOT NULL,
    import_id BLOB    NOT NULL,
    start     INTEGER NOT NULL,
    body      BLOB    NOT NULL,
    PRIMARY KEY (person_id, import_id, start)
);
