CREATE TABLE reg_account (
    id VARCHAR(36) PRIMARY KEY,
    user_name VARCHAR(40) NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE reg_session (
    id_hash VARCHAR(64) PRIMARY KEY,
    account_id VARCHAR(36) REFERENCES reg_account (id) ON DELETE CASCADE,
    assurance VARCHAR(20) NOT NULL,
    signed_in_at BIGINT,
    pending_id VARCHAR(36),
    pending_name VARCHAR(40),
    expires_at BIGINT NOT NULL
);
CREATE INDEX reg_session_expires ON reg_session (expires_at);

CREATE TABLE reg_namespace (
    pattern VARCHAR(300) PRIMARY KEY,
    account VARCHAR(140) NOT NULL
);
CREATE INDEX reg_namespace_account ON reg_namespace (account);

-- opening_version and opened_until: while a package's first release is being uploaded, its files count as
-- publishing a new package.
CREATE TABLE reg_package (
    name VARCHAR(300) PRIMARY KEY,
    created_at BIGINT NOT NULL,
    opening_version VARCHAR(128),
    opened_until BIGINT
);

CREATE TABLE reg_owner (
    package VARCHAR(300) NOT NULL REFERENCES reg_package (name),
    account VARCHAR(140) NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (package, account)
);
CREATE INDEX reg_owner_account ON reg_owner (account);

CREATE TABLE reg_release (
    package VARCHAR(300) NOT NULL REFERENCES reg_package (name),
    version VARCHAR(128) NOT NULL,
    published_at BIGINT NOT NULL,
    credential VARCHAR(128) NOT NULL,
    account VARCHAR(140),
    workload TEXT,
    manifest TEXT,
    PRIMARY KEY (package, version)
);
CREATE INDEX reg_release_published ON reg_release (published_at);

-- Each file says itself who brought it in: a release may take files from more than one credential.
-- verified_sha256: what an attestation was verified to be about, which a replaced file no longer is.
CREATE TABLE reg_file (
    path VARCHAR(600) PRIMARY KEY,
    package VARCHAR(300) NOT NULL REFERENCES reg_package (name),
    version VARCHAR(128),
    size BIGINT NOT NULL,
    md5 VARCHAR(32) NOT NULL,
    sha1 VARCHAR(40) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    sha512 VARCHAR(128) NOT NULL,
    published_at BIGINT NOT NULL,
    credential VARCHAR(128) NOT NULL,
    account VARCHAR(140),
    workload TEXT,
    verified_sha256 VARCHAR(64)
);
CREATE INDEX reg_file_release ON reg_file (package, version);

CREATE TABLE reg_tag (
    package VARCHAR(300) NOT NULL REFERENCES reg_package (name),
    tag VARCHAR(64) NOT NULL,
    version VARCHAR(128) NOT NULL,
    PRIMARY KEY (package, tag)
);
