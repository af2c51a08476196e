-- Whether a person agrees that what is suggested to them is chosen by their own days and by what helped them; off until they
-- say so.
ALTER TABLE person ADD COLUMN suggestion_consent BIGINT NOT NULL DEFAULT 0;

-- What a person told of an exercise, sealed. feedback_id is the client's, so that telling it twice keeps it once; digest tells
-- a repetition from another content.
CREATE TABLE suggestion_feedback (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   BIGINT NOT NULL REFERENCES person (id),
    feedback_id BYTEA   NOT NULL,
    digest      BYTEA   NOT NULL,
    body        BYTEA   NOT NULL,
    told_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX suggestion_feedback_person ON suggestion_feedback (person_id, feedback_id);
