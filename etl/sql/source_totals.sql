-- What the ledger and the tables say about one source, from the first run to now.
select (select coalesce(sum(rows_read), 0)::bigint from runs where source = $source and feed = $feed),
       (select count(*) from {feed} where source = $source),
       (select count(*) from quarantine where source = $source and feed = $feed),
       (select count(*) from superseded where source = $source and feed = $feed)
