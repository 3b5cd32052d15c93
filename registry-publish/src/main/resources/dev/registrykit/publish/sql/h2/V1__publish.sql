-- Times are milliseconds since 1970 (UTC). Of a token only a hash is kept, or the id of the key
-- that its root key is derived from. moved_from: the row of an older table that may still be in use.
CREATE TABLE rk_publish_token (
    id           VARCHAR(36)  NOT NULL PRIMARY KEY,
    hash         VARBINARY(32),
    key_id       VARCHAR(32),
    root_key     VARCHAR(32),
    kind         VARCHAR(16),
    owner        VARCHAR(160),
    publisher_id VARCHAR(36),
    name         VARCHAR(100) NOT NULL,
    scope        VARCHAR(1000000) NOT NULL,
    restrictions VARCHAR(1000000),
    workload     VARCHAR(1000000),
    created_at   BIGINT       NOT NULL,
    expires_at   BIGINT,
    last_used_at BIGINT,
    revoked_at   BIGINT,
    rotated_to   VARCHAR(36),
    reminded     BOOLEAN      NOT NULL,
    version      VARCHAR(128),
    single_use   BOOLEAN      NOT NULL,
    opened       VARCHAR(450),
    closed_at    BIGINT,
    issuer       VARCHAR(255),
    source_id    VARCHAR(500),
    issued_from  VARCHAR(255) NOT NULL,
    issued_net   VARCHAR(33),
    issued_by    VARCHAR(36),
    lives_since  BIGINT,
    moved_from   VARCHAR(200),
    CONSTRAINT rk_publish_token_hash UNIQUE (hash),
    CONSTRAINT rk_publish_token_secret CHECK ((hash IS NULL) <> (root_key IS NULL)),
    CONSTRAINT rk_publish_token_holder CHECK ((owner IS NULL) <> (publisher_id IS NULL))
);
CREATE INDEX rk_publish_token_owner ON rk_publish_token (owner, created_at);
CREATE INDEX rk_publish_token_expiry ON rk_publish_token (expires_at);
CREATE INDEX rk_publish_token_revoked ON rk_publish_token (revoked_at);
CREATE INDEX rk_publish_token_issuer ON rk_publish_token (issued_by);
CREATE INDEX rk_publish_token_source ON rk_publish_token (source_id, issuer, created_at);

CREATE TABLE rk_publish_publisher (
    id            VARCHAR(36)  NOT NULL PRIMARY KEY,
    issuer        VARCHAR(255) NOT NULL,
    repository_id VARCHAR(500),
    repository    VARCHAR(500) NOT NULL,
    label         VARCHAR(100) NOT NULL,
    packages      VARCHAR(1000000) NOT NULL,
    policy        VARCHAR(1000000) NOT NULL,
    added_by      VARCHAR(160) NOT NULL,
    created_at    BIGINT       NOT NULL,
    stage_only    BOOLEAN      NOT NULL,
    single_use    BOOLEAN      NOT NULL,
    pending_until BIGINT,
    pending_slot  INTEGER,
    reminded      BOOLEAN      NOT NULL,
    CONSTRAINT rk_publish_publisher_pending UNIQUE (added_by, pending_slot),
    CONSTRAINT rk_publish_publisher_slot CHECK ((pending_until IS NULL) = (pending_slot IS NULL))
);
CREATE INDEX rk_publish_publisher_id ON rk_publish_publisher (repository_id, issuer);
CREATE INDEX rk_publish_publisher_name ON rk_publish_publisher (repository, issuer, repository_id);
CREATE INDEX rk_publish_publisher_end ON rk_publish_publisher (pending_until);

CREATE TABLE rk_publish_publisher_package (
    pattern      VARCHAR(300) NOT NULL,
    publisher_id VARCHAR(36)  NOT NULL REFERENCES rk_publish_publisher (id) ON DELETE CASCADE,
    CONSTRAINT rk_publish_publisher_package_key PRIMARY KEY (pattern, publisher_id)
);
CREATE INDEX rk_publish_publisher_package_of ON rk_publish_publisher_package (publisher_id);

-- How long tokens of accounts may live that publish a package; 0 milliseconds: only trusted publishers publish it.
CREATE TABLE rk_publish_package_limit (
    pattern    VARCHAR(300) NOT NULL,
    kind       VARCHAR(16)  NOT NULL,
    longest_ms BIGINT       NOT NULL,
    added_by   VARCHAR(160) NOT NULL,
    created_at BIGINT       NOT NULL,
    CONSTRAINT rk_publish_package_limit_key PRIMARY KEY (pattern, kind)
);

CREATE TABLE rk_publish_publication (
    package      VARCHAR(300) NOT NULL,
    version      VARCHAR(128) NOT NULL,
    token_id     VARCHAR(36)  NOT NULL,
    publisher_id VARCHAR(36)  NOT NULL,
    issuer       VARCHAR(255) NOT NULL,
    source_id    VARCHAR(500) NOT NULL,
    workload     VARCHAR(1000000) NOT NULL,
    published_at BIGINT       NOT NULL,
    CONSTRAINT rk_publish_publication_key PRIMARY KEY (package, version, token_id)
);
CREATE INDEX rk_publish_publication_source ON rk_publish_publication (source_id, issuer, published_at);

CREATE TABLE rk_publish_replay (
    jti          VARCHAR(256) NOT NULL,
    issuer       VARCHAR(255) NOT NULL,
    package      VARCHAR(300) NOT NULL,
    retain_until BIGINT       NOT NULL,
    CONSTRAINT rk_publish_replay_key PRIMARY KEY (jti, issuer, package)
);
CREATE INDEX rk_publish_replay_end ON rk_publish_replay (retain_until);

CREATE TABLE rk_publish_event (
    id            VARCHAR(36)  NOT NULL PRIMARY KEY,
    event_time    BIGINT       NOT NULL,
    type          VARCHAR(64)  NOT NULL,
    account       VARCHAR(160),
    package       VARCHAR(300),
    address       VARCHAR(255) NOT NULL,
    details       VARCHAR(1000000) NOT NULL,
    claimed_until BIGINT       NOT NULL,
    delivered     BOOLEAN      NOT NULL
);
CREATE INDEX rk_publish_event_account ON rk_publish_event (account, event_time);
CREATE INDEX rk_publish_event_package ON rk_publish_event (package, event_time);
CREATE INDEX rk_publish_event_outbox ON rk_publish_event (delivered, event_time);

CREATE TABLE rk_publish_throttle (
    bucket     VARCHAR(200) NOT NULL,
    window_end BIGINT       NOT NULL,
    used       INTEGER      NOT NULL,
    CONSTRAINT rk_publish_throttle_key PRIMARY KEY (bucket, window_end)
);
CREATE INDEX rk_publish_throttle_end ON rk_publish_throttle (window_end);

CREATE TABLE rk_publish_leak (
    id          VARCHAR(64)  NOT NULL PRIMARY KEY,
    token_id    VARCHAR(36)  NOT NULL,
    scanner     VARCHAR(40)  NOT NULL,
    type        VARCHAR(64)  NOT NULL,
    source      VARCHAR(64)  NOT NULL,
    url         VARCHAR(500) NOT NULL,
    reported_at BIGINT       NOT NULL,
    finished_at BIGINT
);
CREATE INDEX rk_publish_leak_queue ON rk_publish_leak (finished_at, reported_at);

-- One row for each account that got a token: locked while another is issued to it, so that they are counted one by one.
CREATE TABLE rk_publish_account (
    account VARCHAR(160) NOT NULL PRIMARY KEY
);

-- Log-ins of command lines: the device code as SHA-256, the user code as HMAC under the key ring; the token is not here.
CREATE TABLE rk_publish_device_login (
    device_hash      VARBINARY(32) NOT NULL PRIMARY KEY,
    user_mac         VARBINARY(32) NOT NULL,
    client_id        VARCHAR(40)  NOT NULL,
    client_text      VARCHAR(120) NOT NULL,
    address          VARCHAR(255) NOT NULL,
    asked            VARCHAR(4000) NOT NULL,
    created_at       BIGINT       NOT NULL,
    expires_at       BIGINT       NOT NULL,
    poll_interval    BIGINT       NOT NULL,
    polled_at        BIGINT,
    state            VARCHAR(8)   NOT NULL,
    account          VARCHAR(160),
    assurance        VARCHAR(20),
    granted          VARCHAR(4000),
    token_expires_at BIGINT,
    CONSTRAINT rk_publish_device_login_user UNIQUE (user_mac)
);
CREATE INDEX rk_publish_device_login_end ON rk_publish_device_login (expires_at);
CREATE INDEX rk_publish_device_login_account ON rk_publish_device_login (account);
