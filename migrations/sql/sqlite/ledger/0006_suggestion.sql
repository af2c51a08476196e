-- Whether a person agrees that what is suggested to them is chosen by their own days and by what helped them; off until they
-- say so.
ALTER TABLE person ADD COLUMN suggestion_consent INTEGER NOT NULL DEFAULT 0;

-- What a person told of an exercise, sealed. feedback_id is the client's, so that telling it twice keeps it once; digest tells
-- a repetition from another content.
CREATE TABLE suggestion_feedback (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id   INTEGER NOT NULL REFERENCES person (id),
    feedback_id BLOB    NOT NULL,
    digest      BLOB    NOT NULL,
    body        BLOB    NOT NULL,
    told_at     INTEGER NOT NULL
);
CREATE UNIQUE INDEX suggestion_feedback_person ON suggestion_feedback (person_id, feedback_id);
