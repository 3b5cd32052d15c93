-- Times are milliseconds since 1970 (UTC); ids, handles and keys are base64url. Nothing here signs anybody in.
CREATE TABLE rk_auth_challenge (
    id          VARCHAR(43)  PRIMARY KEY,
    session     VARCHAR(43)  NOT NULL,
    ceremony    VARCHAR(20)  NOT NULL,
    account     VARCHAR(150),
    expires_at  BIGINT       NOT NULL,
    user_handle VARCHAR(86)
);
CREATE INDEX rk_auth_challenge_expiry ON rk_auth_challenge (expires_at);

CREATE TABLE rk_auth_user_handle (
    account VARCHAR(150) PRIMARY KEY,
    handle  VARCHAR(86)  NOT NULL UNIQUE
);

CREATE TABLE rk_auth_passkey (
    id              VARCHAR(1364) PRIMARY KEY,
    account         VARCHAR(150)  NOT NULL,
    user_handle     VARCHAR(86)   NOT NULL,
    public_key      VARCHAR(4000) NOT NULL,
    label           VARCHAR(128)  NOT NULL,
    aaguid          VARCHAR(36)   NOT NULL,
    transports      VARCHAR(200)  NOT NULL,
    sign_count      BIGINT        NOT NULL,
    backup_eligible BOOLEAN       NOT NULL,
    backed_up       BOOLEAN       NOT NULL,
    created_at      BIGINT        NOT NULL,
    last_used_at    BIGINT
);
CREATE INDEX rk_auth_passkey_account ON rk_auth_passkey (account, created_at);

CREATE TABLE rk_auth_password (
    account      VARCHAR(150) PRIMARY KEY,
    hash         VARCHAR(200) NOT NULL,
    set_at       BIGINT       NOT NULL,
    last_used_at BIGINT
);

CREATE TABLE rk_auth_throttle (
    bucket     VARCHAR(200) NOT NULL,
    window_end BIGINT       NOT NULL,
    used       INTEGER      NOT NULL,
    PRIMARY KEY (bucket, window_end)
);
CREATE INDEX rk_auth_throttle_end ON rk_auth_throttle (window_end);

CREATE TABLE rk_auth_event (
    id            VARCHAR(36)   PRIMARY KEY,
    event_time    BIGINT        NOT NULL,
    type          VARCHAR(60)   NOT NULL,
    account       VARCHAR(150),
    package       VARCHAR(400),
    address       VARCHAR(255)  NOT NULL,
    details       TEXT          NOT NULL,
    claimed_until BIGINT        NOT NULL,
    delivered     BOOLEAN       NOT NULL
);
CREATE INDEX rk_auth_event_account ON rk_auth_event (account, event_time);
CREATE INDEX rk_auth_event_undelivered ON rk_auth_event (delivered, event_time);
