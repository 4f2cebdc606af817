-- Rows of one source that were taken out of the store, or turned away at the door.
select coalesce(sum(rows) filter (kind = 'purged'), 0)::bigint, coalesce(sum(rows) filter (kind = 'erased'), 0)::bigint
from removed where source = $source and feed = $feed
