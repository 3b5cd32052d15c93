-- Times are milliseconds since 1970.
CREATE TABLE rk_attest_continuity (
    package         VARCHAR(300) NOT NULL PRIMARY KEY,
    revision        BIGINT       NOT NULL,
    kind            VARCHAR(16)  NOT NULL,
    signer          VARCHAR(500) NOT NULL,
    source          VARCHAR(500),
    source_id       VARCHAR(500),
    owner_id        VARCHAR(500),
    runner          VARCHAR(500),
    builder         VARCHAR(500),
    since_version   VARCHAR(128) NOT NULL,
    since           BIGINT       NOT NULL,
    announcement_id VARCHAR(36),
    change_kind     VARCHAR(16),
    change_issuer   VARCHAR(500),
    change_source   VARCHAR(500),
    announced_by    VARCHAR(160),
    announced_at    BIGINT,
    effective_at    BIGINT,
    expires_at      BIGINT
);
CREATE INDEX rk_attest_continuity_end ON rk_attest_continuity (expires_at);

CREATE TABLE rk_attest_history_entry (
    package     VARCHAR(300) NOT NULL,
    version     VARCHAR(128) NOT NULL,
    fingerprint VARCHAR(64)  NOT NULL,
    state       VARCHAR(32)  NOT NULL,
    kind        VARCHAR(16)  NOT NULL,
    signer      VARCHAR(500) NOT NULL,
    source      VARCHAR(500),
    source_id   VARCHAR(500),
    owner_id    VARCHAR(500),
    runner      VARCHAR(500),
    builder     VARCHAR(500),
    accepted_at BIGINT       NOT NULL,
    CONSTRAINT rk_attest_history_entry_key PRIMARY KEY (package, version, fingerprint)
);
CREATE INDEX rk_attest_history_entry_newest ON rk_attest_history_entry (package, accepted_at);

-- What a release may keep; its row is what uploads to one release wait for.
CREATE TABLE rk_attest_release (
    package      VARCHAR(300) NOT NULL,
    version      VARCHAR(128) NOT NULL,
    attestations INTEGER      NOT NULL,
    bytes        BIGINT       NOT NULL,
    CONSTRAINT rk_attest_release_key PRIMARY KEY (package, version)
);

CREATE TABLE rk_attest_bundle (
    package           VARCHAR(300) NOT NULL,
    version           VARCHAR(128) NOT NULL,
    id                VARCHAR(64)  NOT NULL,
    bundle            TEXT         NOT NULL,
    facts             TEXT         NOT NULL,
    verified_at       BIGINT       NOT NULL,
    source_repository TEXT,
    source_commit     TEXT,
    source_state      VARCHAR(16)  NOT NULL,
    source_since      BIGINT       NOT NULL,
    check_at          BIGINT,
    CONSTRAINT rk_attest_bundle_key PRIMARY KEY (package, version, id)
);
CREATE INDEX rk_attest_bundle_check ON rk_attest_bundle (check_at);

CREATE TABLE rk_attest_attestation (
    package   VARCHAR(300) NOT NULL,
    version   VARCHAR(128) NOT NULL,
    file      VARCHAR(255) NOT NULL,
    bundle_id VARCHAR(64)  NOT NULL,
    digest    VARCHAR(400) NOT NULL,
    kept_at   BIGINT       NOT NULL,
    CONSTRAINT rk_attest_attestation_key PRIMARY KEY (package, version, file, bundle_id)
);

CREATE TABLE rk_attest_event (
    id            VARCHAR(36)  NOT NULL PRIMARY KEY,
    event_time    BIGINT       NOT NULL,
    type          VARCHAR(64)  NOT NULL,
    account       VARCHAR(160),
    package       VARCHAR(300),
    address       VARCHAR(255) NOT NULL,
    details       TEXT         NOT NULL,
    claimed_until BIGINT       NOT NULL,
    delivered     BOOLEAN      NOT NULL
);
CREATE INDEX rk_attest_event_account ON rk_attest_event (account, event_time);
CREATE INDEX rk_attest_event_package ON rk_attest_event (package, event_time);
CREATE INDEX rk_attest_event_outbox ON rk_attest_event (delivered, event_time);

CREATE TABLE rk_attest_throttle (
    bucket     VARCHAR(200) NOT NULL,
    window_end BIGINT       NOT NULL,
    used       INTEGER      NOT NULL,
    CONSTRAINT rk_attest_throttle_key PRIMARY KEY (bucket, window_end)
);
CREATE INDEX rk_attest_throttle_end ON rk_attest_throttle (window_end);
