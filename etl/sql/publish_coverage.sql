-- Rows of each source and month of one event feed: which quarters may be published, and how finely.
select source, (year(occurred_month) * 12 + month(occurred_month) - 1)::bigint as month, count(*)::bigint as rows,
       min(day(occurred_date))::bigint as first_day, max(day(occurred_date))::bigint as last_day,
       coalesce(max(location_precision_m) filter (where latitude is not null), 0)::double as metres
from {feed} group by source, month order by source, month
