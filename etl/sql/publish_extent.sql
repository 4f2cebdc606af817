-- First and last month of each source of an event feed, and how exactly it tells the time.
select source, min(occurred_month)::date as first_month, max(occurred_month)::date as last_month,
       mode(time_precision) as time_precision, coalesce(max(location_precision_m), 0)::double as metres
from {feed} group by source order by source
