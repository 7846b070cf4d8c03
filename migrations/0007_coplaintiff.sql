-- +goose Up
-- People and associations in a campaign, and their capacity in each appeal.
CREATE TABLE co_plaintiffs (
    id           TEXT PRIMARY KEY,
    campaign_id  TEXT NOT NULL REFERENCES campaigns (id),
    number       INTEGER NOT NULL CHECK (number > 0),
    kind         TEXT NOT NULL CHECK (kind IN ('natural_person', 'association')),
    given_name   TEXT NOT NULL,
    family_name  TEXT NOT NULL,
    name         TEXT NOT NULL,
    signatory    TEXT NOT NULL,
    street       TEXT NOT NULL,
    postal_code  TEXT NOT NULL,
    town         TEXT NOT NULL,
    email        TEXT NOT NULL,
    phone        TEXT NOT NULL,
    own_words    TEXT NOT NULL,
    version      INTEGER NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX co_plaintiffs_number ON co_plaintiffs (campaign_id, number);

CREATE TABLE roles (
    id              TEXT PRIMARY KEY,
    co_plaintiff_id TEXT NOT NULL REFERENCES co_plaintiffs (id),
    appeal_id       TEXT NOT NULL REFERENCES appeals (id),
    kind            TEXT NOT NULL CHECK (kind IN ('claimant', 'intervener', 'co_signatory', 'supporter', 'single_representative')),
    since_on        DATE,
    until_on        DATE,
    ended           BOOLEAN NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX roles_once ON roles (co_plaintiff_id, appeal_id, kind) WHERE NOT ended;
-- CJA R411-5: several claimants have one representative, never two at a time.
CREATE UNIQUE INDEX roles_one_representative ON roles (appeal_id) WHERE kind = 'single_representative' AND NOT ended;
CREATE INDEX roles_appeal ON roles (appeal_id);
