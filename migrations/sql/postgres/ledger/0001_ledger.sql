-- Who uses the product. `subject` is the random number that stands for the person in the warehouse.
CREATE TABLE person (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id     BYTEA   NOT NULL UNIQUE,
    subject       BIGINT NOT NULL UNIQUE,
    email         TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    zone          TEXT    NOT NULL,
    synthetic     BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);

-- Refresh tokens, kept as hashes. A token is used once.
CREATE TABLE session (
    token_hash BYTEA   NOT NULL PRIMARY KEY,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_expiry ON session (expires_at);

-- The ledger: one row a version of an event, never changed but for `superseded_by` and for `body`, which is emptied
-- once a later version has been relayed. Numbers are never given out again.
-- op: 0 create, 1 edit, 2 delete. observed_at and recorded_at: milliseconds since 1970. local_date: days since 1970.
CREATE TABLE event (
    seq           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id     BIGINT NOT NULL REFERENCES person (id),
    event_id      BYTEA   NOT NULL,
    version       BIGINT NOT NULL,
    op            BIGINT NOT NULL,
    mutation_id   BYTEA   NOT NULL,
    digest        BYTEA   NOT NULL,
    kind          BIGINT NOT NULL,
    source        BIGINT NOT NULL,
    observed_at   BIGINT NOT NULL,
    local_date    BIGINT NOT NULL,
    zone          TEXT    NOT NULL,
    body          BYTEA   NOT NULL,
    recorded_at   BIGINT NOT NULL,
    superseded_by BIGINT 
);
CREATE UNIQUE INDEX event_version ON event (person_id, event_id, version);
CREATE INDEX event_current ON event (person_id, kind, observed_at, event_id) WHERE superseded_by IS NULL AND op <> 2;
CREATE INDEX event_superseded ON event (superseded_by) WHERE superseded_by IS NOT NULL AND length(body) > 0;

-- Where the relay stands: everything up to `cursor` is in the warehouse's tables of `epoch`; the range up to
-- `pending_to` was begun and is replayed under the same token after a crash. `warehouse_id` names the warehouse that all
-- of this is about.
CREATE TABLE relay (
    id         BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch      BIGINT NOT NULL,
    cursor     BIGINT NOT NULL,
    pending_to   BIGINT,
    warehouse_id BIGINT
);
INSERT INTO relay (id, epoch, cursor) VALUES (1, 1, 0);

-- Events that the warehouse refused for what they hold. No payload: the ledger has it, sealed.
CREATE TABLE dead_letter (
    epoch    BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    reason   TEXT    NOT NULL,
    died_at  BIGINT NOT NULL,
    PRIMARY KEY (epoch, seq)
);
