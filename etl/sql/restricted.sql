-- The ledger of the restricted store. The feeds' own tables are made from their statements (etl/schema.py).
create table if not exists runs (
    run_id varchar primary key, source varchar, feed varchar, started_at timestamp, finished_at timestamp,
    digest varchar, files_json varchar, rows_read bigint, rows_loaded bigint, rows_quarantined bigint,
    rows_superseded bigint, rows_unlocated bigint, rows_filtered bigint, ignored_columns varchar[]
);
create table if not exists loaded_files (
    source varchar, file varchar, sha256 varchar, digest varchar, run_id varchar, rows_filtered bigint
);
create table if not exists quarantine (
    run_id varchar, source varchar, feed varchar, file varchar, row_number bigint, reasons varchar[],
    raw varchar using compression uncompressed
);
alter table quarantine add column if not exists last_day date;  -- on which it may have happened, where that was read
create table if not exists superseded (
    source varchar, feed varchar, run_id varchar, by_run_id varchar, file varchar, row_number bigint,
    identity varchar, raw varchar using compression uncompressed
);
create table if not exists row_version (source varchar, identity varchar, number double, text varchar);
-- Rows that were purged or erased, or turned away at the door for the same reasons (those have a run): numbers only.
create table if not exists removed (
    gone_at timestamp, kind varchar, source varchar, feed varchar, run_id varchar, file varchar, sha256 varchar, rows bigint
);
create table if not exists erased (source varchar, mark varchar, erased_at timestamp);  -- mark '*': the whole source
create table if not exists place_meta (key varchar primary key, value varchar, bytes blob)
