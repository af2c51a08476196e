-- What lies under a risk score and does not decay.
--
-- One row for each version of an assessment, and for each reading of a text: what it says that matters to floors, sealed. Most
-- say nothing, and all are of one length: that there is a row tells nothing of a person. A row is written in the
-- transaction of what it is about, and is neither changed nor removed when that is edited, deleted or read anew.
-- model_id: the text model that read it, 0 for an assessment. settled: 1 once clearings were looked for, the one thing that
-- changes.
CREATE TABLE floor (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id   INTEGER NOT NULL REFERENCES person (id),
    event_id    BLOB    NOT NULL,
    version     INTEGER NOT NULL,
    model_id    INTEGER NOT NULL,
    body        BLOB    NOT NULL,
    recorded_at INTEGER NOT NULL,
    settled     INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX floor_version ON floor (person_id, event_id, version, model_id);
CREATE INDEX floor_unsettled ON floor (person_id) WHERE settled = 0;

-- Which floors were cleared once a row was there, and by which other row: one for each row of `floor`, sealed, whether it
-- cleared any or not. Rows are added, never changed: together they say who was cleared when, and by what.
CREATE TABLE floor_clearing (
    floor_id   INTEGER NOT NULL PRIMARY KEY REFERENCES floor (id),
    person_id  INTEGER NOT NULL REFERENCES person (id),
    body       BLOB    NOT NULL,
    cleared_at INTEGER NOT NULL
);
CREATE INDEX floor_clearing_person ON floor_clearing (person_id);

-- What was recorded and read before there were floors, by its number; each goes once it was looked at.
CREATE TABLE floor_backlog (
    seq INTEGER NOT NULL PRIMARY KEY
);
INSERT INTO floor_backlog (seq) SELECT seq FROM event WHERE kind = 4 AND op <> 2 AND length(body) > 0;
INSERT INTO floor_backlog (seq) SELECT seq FROM text_score;
