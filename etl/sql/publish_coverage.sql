-- Rows of each source and month of one event feed: which quarters may be published.
select source, (year(occurred_month) * 12 + month(occurred_month) - 1)::bigint as month, count(*)::bigint as rows
from {feed} group by all order by all
