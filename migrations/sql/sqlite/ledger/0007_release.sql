-- What was released about an organisation's people, once for each table and period; asked again, it is told again.
-- starts_on: days since 1970. counts: of the table's cells, with their noise, separated by commas; null if the table is not
-- shown. released_at: milliseconds since 1970. Rows are added, never changed.
CREATE TABLE population_release (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    name            TEXT    NOT NULL,
    starts_on       INTEGER NOT NULL,
    milliepsilon    INTEGER NOT NULL,
    counts          TEXT,
    released_at     INTEGER NOT NULL
);
CREATE UNIQUE INDEX population_release_table ON population_release (organisation_id, name, starts_on);

-- What all releases together cost each person of their privacy, by the quarter that they are about: year times four plus 0
-- to 3. In thousandths of epsilon. It outlasts memberships: to leave and to join again gives no new budget.
CREATE TABLE privacy_loss (
    person_id    INTEGER NOT NULL REFERENCES person (id),
    quarter      INTEGER NOT NULL,
    milliepsilon INTEGER NOT NULL,
    PRIMARY KEY (person_id, quarter)
);
