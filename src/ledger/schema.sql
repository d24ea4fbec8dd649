-- One row a take. Keys are BLAKE3: of the take's bytes and everything that its analysis depends on (analysis_key), and
-- of that and everything that its judgement depends on (judged_key). Same key: nothing to do.
CREATE TABLE take (
    take_id      TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    version      TEXT,           -- the store's word for these bytes, where it has one: unchanged, they are not read again
    analysis_key BLOB NOT NULL,
    outcome      TEXT NOT NULL,  -- JSON: what was decoded and measured, or why not
    curves       BLOB,           -- F0, level, waveform, lag evidence: see curves.rs
    judged_key   BLOB,
    judgement    TEXT,           -- JSON: score row as the gates left it, notes
    final_row    TEXT            -- JSON: score row as the selection left it
) WITHOUT ROWID;
