-- Who looks at aggregates. All times: milliseconds since 1970.
CREATE TABLE organisation (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id  BYTEA NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- role: 1 owner, who looks and is not counted; 2 member, who is counted while they agree.
CREATE TABLE membership (
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    person_id       BIGINT NOT NULL REFERENCES person (id),
    role            BIGINT NOT NULL,
    joined_at       BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, person_id)
);
CREATE INDEX membership_person ON membership (person_id, joined_at);

-- Codes to join with, kept as hashes; each serves many until it expires.
CREATE TABLE invitation (
    code_hash       BYTEA NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    expires_at      BIGINT NOT NULL
);
CREATE INDEX invitation_organisation ON invitation (organisation_id);
CREATE INDEX invitation_expiry ON invitation (expires_at);

-- What programs of an organisation show. Secrets are kept as hashes; the one before the last rotation holds until
-- previous_until. scopes: 1 stats:read, 2 export:read, added up. created_at: when the present secret was made.
CREATE TABLE api_key (
    id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id       BYTEA NOT NULL UNIQUE,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    name            TEXT NOT NULL,
    scopes          BIGINT NOT NULL,
    secret_hash     BYTEA NOT NULL,
    previous_hash   BYTEA,
    previous_until  BIGINT,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    last_used_at    BIGINT,
    revoked_at      BIGINT
);
CREATE INDEX api_key_organisation ON api_key (organisation_id, id);
