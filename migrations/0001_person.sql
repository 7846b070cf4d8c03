-- +goose Up
-- The people who work here, and what the instance remembers about itself.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('administrator', 'coordinator', 'lawyer', 'reader')),
    language      TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    password_hash TEXT NOT NULL,
    disabled_at   TIMESTAMP,
    version       INTEGER NOT NULL,
    created_at    TIMESTAMP NOT NULL
);

-- Only the SHA-256 of a session's token is kept: a stolen database opens nothing.
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    seen_at    TIMESTAMP NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

-- Wrong passwords per address (hashed), to slow down guessing.
CREATE TABLE sign_in_failures (
    id        TEXT PRIMARY KEY,
    failures  INTEGER NOT NULL,
    failed_at TIMESTAMP NOT NULL
);

-- The one-time link that creates the first account.
CREATE TABLE setup_links (
    id         TEXT PRIMARY KEY,
    created_at TIMESTAMP NOT NULL
);
