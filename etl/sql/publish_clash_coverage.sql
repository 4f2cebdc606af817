-- Rows of each source and month of one feed, of the sources that hold any event of a kind: they say when it
-- was covered. Rows dated by month only cannot be put into weeks and are counted apart.
select source, (year(occurred_month) * 12 + month(occurred_month) - 1)::bigint as month,
       count(occurred_date)::bigint as dated, min(day(occurred_date))::bigint as first_day,
       max(day(occurred_date))::bigint as last_day
from {feed} where source in (select source from {feed} where ({condition}))
group by source, month order by source, month
