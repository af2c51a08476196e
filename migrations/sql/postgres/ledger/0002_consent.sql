-- What people agree to, each off until they say so: that their days count in the aggregates of organisations that they
-- joined, and that the weather at their place is fetched. 0 no, 1 yes.
ALTER TABLE person ADD COLUMN aggregate_consent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN weather_consent   BIGINT NOT NULL DEFAULT 0;

-- Every time a consent was given (1) or withdrawn (0), and when, in milliseconds since 1970. purpose: 1 aggregates,
-- 2 weather. Rows are added, never changed.
CREATE TABLE consent (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    purpose    BIGINT NOT NULL,
    given      BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX consent_person ON consent (person_id, purpose, id);
