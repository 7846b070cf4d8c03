-- +goose Up
-- The register of exhibits: a number is given once, never reused, never shifted.
CREATE TABLE exhibits (
    id               TEXT PRIMARY KEY,
    campaign_id      TEXT NOT NULL REFERENCES campaigns (id),
    number           INTEGER NOT NULL CHECK (number > 0),
    title            TEXT NOT NULL,
    dated_on         DATE,
    author           TEXT NOT NULL,
    source           TEXT NOT NULL,
    file_object      TEXT NOT NULL,
    file_name        TEXT NOT NULL,
    file_type        TEXT NOT NULL,
    file_size        BIGINT NOT NULL CHECK (file_size > 0),
    file_sha256      TEXT NOT NULL,
    withdrawn_at     TIMESTAMP,
    withdrawn_reason TEXT NOT NULL,
    version          INTEGER NOT NULL,
    created_by       TEXT NOT NULL,
    created_at       TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX exhibits_number ON exhibits (campaign_id, number);
CREATE UNIQUE INDEX exhibits_same_file ON exhibits (campaign_id, file_sha256) WHERE withdrawn_at IS NULL;

-- Numbers handed out so far, one row a campaign and a register.
CREATE TABLE counters (
    id   TEXT PRIMARY KEY,
    last INTEGER NOT NULL
);
