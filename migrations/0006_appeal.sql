-- +goose Up
-- What people join, the procedures in it, and their dates.
CREATE TABLE campaigns (
    id            TEXT PRIMARY KEY,
    slug          TEXT NOT NULL UNIQUE,
    title         TEXT NOT NULL,
    summary       TEXT NOT NULL,
    organiser     TEXT NOT NULL,
    departement   TEXT NOT NULL,
    demo          BOOLEAN NOT NULL,
    version       INTEGER NOT NULL,
    created_at    TIMESTAMP NOT NULL
);

CREATE TABLE accesses (
    id          TEXT PRIMARY KEY,
    campaign_id TEXT NOT NULL REFERENCES campaigns (id),
    user_id     TEXT NOT NULL REFERENCES users (id),
    given_by    TEXT NOT NULL,
    created_at  TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX accesses_once ON accesses (user_id, campaign_id);
CREATE INDEX accesses_campaign ON accesses (campaign_id);

CREATE TABLE campaign_decisions (
    id          TEXT PRIMARY KEY,
    campaign_id TEXT NOT NULL REFERENCES campaigns (id),
    decision_id TEXT NOT NULL REFERENCES decisions (id),
    created_at  TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX campaign_decisions_once ON campaign_decisions (campaign_id, decision_id);
CREATE INDEX campaign_decisions_decision ON campaign_decisions (decision_id);

CREATE TABLE appeals (
    id            TEXT PRIMARY KEY,
    campaign_id   TEXT NOT NULL REFERENCES campaigns (id),
    kind          TEXT NOT NULL CHECK (kind IN ('gracious', 'hierarchical', 'annulment', 'suspension', 'second_instance', 'cassation')),
    title         TEXT NOT NULL,
    addressee     TEXT NOT NULL,
    docket        TEXT NOT NULL,
    formation     TEXT NOT NULL,
    stage         TEXT NOT NULL CHECK (stage IN ('preparation', 'lodged', 'answered', 'investigation', 'hearing', 'deliberation', 'judged', 'withdrawn')),
    follows_id    TEXT REFERENCES appeals (id),
    version       INTEGER NOT NULL,
    created_at    TIMESTAMP NOT NULL
);
CREATE INDEX appeals_campaign ON appeals (campaign_id);
CREATE INDEX appeals_follows ON appeals (follows_id);

CREATE TABLE appeal_decisions (
    id          TEXT PRIMARY KEY,
    appeal_id   TEXT NOT NULL REFERENCES appeals (id),
    decision_id TEXT NOT NULL REFERENCES decisions (id),
    created_at  TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX appeal_decisions_once ON appeal_decisions (appeal_id, decision_id);
CREATE INDEX appeal_decisions_decision ON appeal_decisions (decision_id);

CREATE TABLE counsels (
    id         TEXT PRIMARY KEY,
    appeal_id  TEXT NOT NULL REFERENCES appeals (id),
    name       TEXT NOT NULL,
    bar        TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX counsels_appeal ON counsels (appeal_id);

-- What happened, or will, in an appeal: each move of its stage, and the rest. A
-- day that nobody knows stays NULL.
CREATE TABLE events (
    id          TEXT PRIMARY KEY,
    campaign_id TEXT NOT NULL REFERENCES campaigns (id),
    appeal_id   TEXT NOT NULL REFERENCES appeals (id),
    kind        TEXT NOT NULL CHECK (kind IN ('lodged', 'answered', 'investigation', 'hearing', 'deliberation', 'judged', 'withdrawn',
        'implicit_rejection', 'intervention', 'brief_sent', 'brief_received', 'investigation_closes', 'other')),
    happened_on DATE,
    note        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    created_by  TEXT NOT NULL,
    created_at  TIMESTAMP NOT NULL
);
CREATE INDEX events_appeal ON events (appeal_id, happened_on);
CREATE INDEX events_campaign ON events (campaign_id, happened_on);

-- A deadline keeps the rule, the day it runs from and the last day as computed then.
CREATE TABLE deadlines (
    id           TEXT PRIMARY KEY,
    campaign_id  TEXT NOT NULL REFERENCES campaigns (id),
    decision_id  TEXT NOT NULL REFERENCES decisions (id),
    rule         TEXT NOT NULL,
    rule_set     TEXT NOT NULL,
    trigger_kind TEXT NOT NULL,
    triggered_on DATE NOT NULL,
    last_day     DATE NOT NULL,
    safe_day     DATE NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('open', 'met', 'cancelled')),
    reason       TEXT NOT NULL,
    ended_by     TEXT NOT NULL,
    ended_at     TIMESTAMP,
    created_by   TEXT NOT NULL,
    version      INTEGER NOT NULL,
    created_at   TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX deadlines_once ON deadlines (campaign_id, decision_id, rule) WHERE status = 'open';
CREATE INDEX deadlines_due ON deadlines (status, safe_day);
CREATE INDEX deadlines_decision ON deadlines (decision_id);
