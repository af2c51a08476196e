-- Who uses the product. `subject` is the random number that stands for the person in the warehouse.
CREATE TABLE person (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id     BLOB    NOT NULL UNIQUE,
    subject       INTEGER NOT NULL UNIQUE,
    email         TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    zone          TEXT    NOT NULL,
    synthetic     INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
);

-- Refresh tokens, kept as hashes. A token is used once.
CREATE TABLE session (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES person (id),
    expires_at INTEGER NOT NULL
);
CREATE INDEX session_expiry ON session (expires_at);

-- The ledger: one row a version of an event, never changed but for `superseded_by` and for `body`, which is emptied
-- once a later version has been relayed. AUTOINCREMENT: the number of an erased row is never given out again.
-- op: 0 create, 1 edit, 2 delete. observed_at and recorded_at: milliseconds since 1970. local_date: days since 1970.
CREATE TABLE event (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id     INTEGER NOT NULL REFERENCES person (id),
    event_id      BLOB    NOT NULL,
    version       INTEGER NOT NULL,
    op            INTEGER NOT NULL,
    mutation_id   BLOB    NOT NULL,
    digest        BLOB    NOT NULL,
    kind          INTEGER NOT NULL,
    source        INTEGER NOT NULL,
    observed_at   INTEGER NOT NULL,
    local_date    INTEGER NOT NULL,
    zone          TEXT    NOT NULL,
    body          BLOB    NOT NULL,
    recorded_at   INTEGER NOT NULL,
    superseded_by INTEGER
);
CREATE UNIQUE INDEX event_version ON event (person_id, event_id, version);
CREATE INDEX event_current ON event (person_id, kind, observed_at, event_id) WHERE superseded_by IS NULL AND op <> 2;
CREATE INDEX event_superseded ON event (superseded_by) WHERE superseded_by IS NOT NULL AND length(body) > 0;

-- Where the relay stands: everything up to `cursor` is in the warehouse's tables of `epoch`; the range up to
-- `pending_to` was begun and is replayed under the same token after a crash. `warehouse_id` names the warehouse that all
-- of this is about.
CREATE TABLE relay (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch      INTEGER NOT NULL,
    cursor     INTEGER NOT NULL,
    pending_to   INTEGER,
    warehouse_id INTEGER
);
INSERT INTO relay (id, epoch, cursor) VALUES (1, 1, 0);

-- Events that the warehouse refused for what they hold. No payload: the ledger has it, sealed.
CREATE TABLE dead_letter (
    epoch    INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    died_at  INTEGER NOT NULL,
    PRIMARY KEY (epoch, seq)
);
