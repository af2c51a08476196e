-- Who looks at aggregates. All times: milliseconds since 1970.
CREATE TABLE organisation (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id  BLOB NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

-- role: 1 owner, who looks and is not counted; 2 member, who is counted while they agree.
CREATE TABLE membership (
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    person_id       INTEGER NOT NULL REFERENCES person (id),
    role            INTEGER NOT NULL,
    joined_at       INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, person_id)
);
CREATE INDEX membership_person ON membership (person_id, joined_at);

-- Codes to join with, kept as hashes; each serves many until it expires.
CREATE TABLE invitation (
    code_hash       BLOB NOT NULL PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    expires_at      INTEGER NOT NULL
);
CREATE INDEX invitation_organisation ON invitation (organisation_id);
CREATE INDEX invitation_expiry ON invitation (expires_at);

-- What programs of an organisation show. Secrets are kept as hashes; the one before the last rotation holds until
-- previous_until. scopes: 1 stats:read, 2 export:read, added up. created_at: when the present secret was made.
CREATE TABLE api_key (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id       BLOB NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    name            TEXT NOT NULL,
    scopes          INTEGER NOT NULL,
    secret_hash     BLOB NOT NULL,
    previous_hash   BLOB,
    previous_until  INTEGER,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    last_used_at    INTEGER,
    revoked_at      INTEGER
);
CREATE INDEX api_key_organisation ON api_key (organisation_id, id);
