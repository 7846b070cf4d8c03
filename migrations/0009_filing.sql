-- +goose Up
-- Documents for a court. Sealing keeps the exact bytes and their hash.
CREATE TABLE filings (
    id                TEXT PRIMARY KEY,
    campaign_id       TEXT NOT NULL REFERENCES campaigns (id),
    appeal_id         TEXT NOT NULL REFERENCES appeals (id),
    kind              TEXT NOT NULL CHECK (kind IN ('annulment_request')),
    title             TEXT NOT NULL,
    facts             TEXT NOT NULL,
    admissibility     TEXT NOT NULL,
    external_legality TEXT NOT NULL,
    internal_legality TEXT NOT NULL,
    injunction        TEXT NOT NULL,
    costs             TEXT NOT NULL,
    conclusions       TEXT NOT NULL,
    place             TEXT NOT NULL,
    dated_on          DATE,
    status            TEXT NOT NULL CHECK (status IN ('draft', 'sealed')),
    template_version  TEXT NOT NULL,
    pages             INTEGER NOT NULL,
    sealed_by         TEXT NOT NULL,
    sealed_at         TIMESTAMP,
    file_object       TEXT NOT NULL,
    file_name         TEXT NOT NULL,
    file_type         TEXT NOT NULL,
    file_size         BIGINT NOT NULL,
    file_sha256       TEXT NOT NULL,
    version           INTEGER NOT NULL,
    created_by        TEXT NOT NULL,
    created_at        TIMESTAMP NOT NULL,
    CHECK (status = 'draft' OR (file_size > 0 AND sealed_at IS NOT NULL))
);
CREATE INDEX filings_appeal ON filings (appeal_id);
CREATE INDEX filings_campaign ON filings (campaign_id);
