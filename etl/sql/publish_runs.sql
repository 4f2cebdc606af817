-- What was loaded, source by source, over all runs.
select source, any_value(feed) as feed, sum(rows_read)::bigint as rows_read, sum(rows_loaded)::bigint as rows_loaded,
       sum(rows_quarantined)::bigint as rows_quarantined, sum(rows_superseded)::bigint as rows_superseded,
       sum(rows_unlocated)::bigint as rows_unlocated, max(finished_at)::date as loaded_on
from runs group by source order by source
