-- Events that meet a layer's condition by month, hour of the week (0 = Monday 00:00, -1 where no hour is known),
-- source, cells and neighbourhood: what analysts filter by the hour. part: those that also meet {part}.
select event_month, slot, source, if(slot >= 0, '', time_precision) as time_precision, {cells}, area_row,
       count(*)::bigint as events, count(*) filter (where {part})::bigint as part
from keyed where ({condition}) group by all order by all
