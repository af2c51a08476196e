-- Data keys, wrapped by the master key. A row without a key is a destroyed one: what it sealed is beyond reach.
CREATE TABLE person_key (
    person_id INTEGER NOT NULL PRIMARY KEY,
    wrapped   BLOB
);
