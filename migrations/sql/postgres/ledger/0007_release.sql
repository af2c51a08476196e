-- What was released about an organisation's people, once for each table and period; asked again, it is told again.
-- starts_on: days since 1970. counts: of the table's cells, with their noise, separated by commas; null if the table is not
-- shown. released_at: milliseconds since 1970. Rows are added, never changed.
CREATE TABLE population_release (
    id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    name            TEXT    NOT NULL,
    starts_on       BIGINT NOT NULL,
    milliepsilon    BIGINT NOT NULL,
    counts          TEXT,
    released_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX population_release_table ON population_release (organisation_id, name, starts_on);

-- What all releases together cost each person of their privacy, by the quarter that they are about: year times four plus 0
-- to 3. In thousandths of epsilon. It outlasts memberships: to leave and to join again gives no new budget.
CREATE TABLE privacy_loss (
    person_id    BIGINT NOT NULL REFERENCES person (id),
    quarter      BIGINT NOT NULL,
    milliepsilon BIGINT NOT NULL,
    PRIMARY KEY (person_id, quarter)
);
