-- What the text model reads in what people wrote.
--
-- read_by: null where an entry has no sentences; else the number of the model that read this version last, 0 for none yet.
-- Entries of before may have sentences: whoever reads them finds out.
ALTER TABLE event ADD COLUMN read_by INTEGER;
UPDATE event SET read_by = 0 WHERE kind IN (1, 2, 3, 5, 6) AND op <> 2 AND superseded_by IS NULL;
CREATE INDEX event_unread ON event (read_by, seq) WHERE read_by IS NOT NULL AND superseded_by IS NULL;

-- A person's texts, newest first.
CREATE INDEX event_text ON event (person_id, observed_at, event_id) WHERE read_by IS NOT NULL AND superseded_by IS NULL;

-- Versions of events that are with the model just now, and how many times they were without coming back. Those that are here
-- when a process begins were with the model when the one before died, and may have killed it.
CREATE TABLE text_attempt (
    seq      INTEGER NOT NULL PRIMARY KEY,
    attempts INTEGER NOT NULL
);

-- The text models that came to read here, in order: the last is the one that reads now.
CREATE TABLE text_model (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL,
    version    TEXT    NOT NULL,
    adopted_at INTEGER NOT NULL
);

-- What a model read in one version of an event, sealed. `seq` is of the same ever-growing row of numbers as the events':
-- the relay carries both in one order. A row goes once a later version of its event is relayed, or once another model's
-- have taken the place of its own.
CREATE TABLE text_score (
    seq       INTEGER NOT NULL PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    event_id  BLOB NOT NULL,
    version   INTEGER NOT NULL,
    model_id  INTEGER NOT NULL REFERENCES text_model (id),
    body      BLOB NOT NULL,
    scored_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX text_score_version ON text_score (person_id, event_id, version, model_id);
CREATE INDEX text_score_model ON text_score (model_id, seq);

-- text_model: whose scores are in the warehouse's tables of `epoch`, and the only ones that make a series; null before the
-- first. next_text_model: one that has read everything, and whose turn is next.
ALTER TABLE relay ADD COLUMN text_model      INTEGER;
ALTER TABLE relay ADD COLUMN next_text_model INTEGER;
