-- A comment with a semicolon; in the middle of a line.
CREATE TABLE s_thing (
    id VARCHAR(10) PRIMARY KEY, -- not the end;really
    text VARCHAR(20) DEFAULT 'a;b'
);

CREATE INDEX s_thing_text ON s_thing (text);  
-- The last words are a comment, without a statement after them.
