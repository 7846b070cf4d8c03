-- +goose Up
-- The camera network of a commune and what is known of it, each with its source.
CREATE TABLE networks (
    id             TEXT PRIMARY KEY,
    commune_code   TEXT NOT NULL,
    name           TEXT NOT NULL,
    operator       TEXT NOT NULL,
    retention_days INTEGER CHECK (retention_days > 0),
    notes          TEXT NOT NULL,
    words          TEXT NOT NULL,
    demo           BOOLEAN NOT NULL,
    version        INTEGER NOT NULL,
    created_at     TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX networks_commune ON networks (commune_code, name);

CREATE TABLE camera_counts (
    id         TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks (id),
    counted_on DATE,
    cameras    INTEGER NOT NULL CHECK (cameras >= 0),
    at_least   BOOLEAN NOT NULL,
    source     TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX camera_counts_network ON camera_counts (network_id);

-- Algorithmic software known to be in use on a network.
CREATE TABLE algorithmic_uses (
    id             TEXT PRIMARY KEY,
    network_id     TEXT NOT NULL REFERENCES networks (id),
    product        TEXT NOT NULL,
    vendor         TEXT NOT NULL,
    from_year      INTEGER,
    until_year     INTEGER,
    uses           INTEGER CHECK (uses >= 0),
    used_by        TEXT NOT NULL,
    legal_basis    TEXT NOT NULL,
    source         TEXT NOT NULL,
    source_url     TEXT NOT NULL,
    created_at     TIMESTAMP NOT NULL
);
CREATE INDEX algorithmic_uses_network ON algorithmic_uses (network_id);
