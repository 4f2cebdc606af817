-- Events that meet a layer's condition by month, hour of the week (0 = Monday 00:00, -1 where no hour is known),
-- source, cells and neighbourhood: what analysts filter by the hour. part: those that also meet {part}.
select event_month, if(known, weekday * 24 + hour, -1)::bigint as slot, source,
       if(known, '', time_precision) as time_precision, {cells}, area_row,
       count(*)::bigint as events, count(*) filter (where {part})::bigint as part
from (
    select *, (isodow(occurred_local) - 1)::bigint as weekday, hour(occurred_local)::bigint as hour,
           occurred_local is not null and coalesce(time_precision in ('second', 'minute', 'hour'), false) as known
    from keyed where ({condition})
) group by all order by all
