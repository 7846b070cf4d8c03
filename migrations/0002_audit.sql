-- +goose Up
-- Who did what, when. Each entry carries the hash of the one before it.
CREATE TABLE audit_entries (
    id            TEXT PRIMARY KEY,
    seq           BIGINT NOT NULL UNIQUE,
    at            TIMESTAMP NOT NULL,
    actor         TEXT NOT NULL,
    action        TEXT NOT NULL,
    subject_id    TEXT NOT NULL,
    campaign_id   TEXT NOT NULL,
    detail        TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
);
CREATE INDEX audit_entries_campaign ON audit_entries (campaign_id, seq);
CREATE INDEX audit_entries_subject ON audit_entries (subject_id, seq);

-- The end of the chain: one row, locked by whoever adds the next entry.
CREATE TABLE audit_heads (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_heads (id, seq, hash) VALUES (1, 0, '');
