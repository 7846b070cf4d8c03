-- +goose Up
-- The municipal or prefectoral acts that are contested. Five dates, all distinct:
-- signed, published, posted, notified, first seen by us; unknown stays NULL.
CREATE TABLE decisions (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('authorisation', 'renewal', 'modification', 'deliberation', 'contract', 'implicit_rejection')),
    authority       TEXT NOT NULL,
    departement     TEXT NOT NULL,
    commune_code    TEXT NOT NULL,
    number          TEXT NOT NULL,
    title           TEXT NOT NULL,
    signed_on       DATE,
    published_on    DATE,
    publication     TEXT NOT NULL,
    publication_url TEXT NOT NULL,
    posted_on       DATE,
    notified_on     DATE,
    first_seen_on   DATE,
    cameras         INTEGER CHECK (cameras >= 0),
    purposes        TEXT NOT NULL,
    retention_days  INTEGER CHECK (retention_days > 0),
    expires_on      DATE,
    replaces_id     TEXT REFERENCES decisions (id),
    file_object     TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    file_type       TEXT NOT NULL,
    file_size       BIGINT NOT NULL,
    file_sha256     TEXT NOT NULL,
    number_key      TEXT NOT NULL,
    words           TEXT NOT NULL,
    demo            BOOLEAN NOT NULL,
    version         INTEGER NOT NULL,
    created_at      TIMESTAMP NOT NULL
);
-- One act, one row: the same authority never gives one number twice. The key is
-- folded by the program, because the engines do not lower accents alike.
CREATE UNIQUE INDEX decisions_number ON decisions (number_key) WHERE number_key <> '';
CREATE INDEX decisions_commune ON decisions (commune_code);
CREATE INDEX decisions_published ON decisions (published_on);
CREATE INDEX decisions_replaces ON decisions (replaces_id);
-- The order of the register: the latest act first, those of unknown day last.
CREATE INDEX decisions_latest ON decisions ((signed_on IS NULL), signed_on DESC, id DESC);
CREATE INDEX decisions_signed ON decisions (signed_on);

-- A file of decisions that somebody sent and has not yet confirmed; kept a day.
CREATE TABLE imports (
    id         TEXT PRIMARY KEY,
    file_name  TEXT NOT NULL,
    content    TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
