-- Events that meet a layer's condition, one by one: month, day of the month (0 where only the month is known),
-- hour of the week (0 = Monday 00:00, -1 where no hour is known), source, cells and neighbourhood: what analysts
-- filter. part: whether {part} is met too.
select event_month, if(time_precision = 'month', 0, coalesce(day(occurred_date), 0))::utinyint as day,
       slot::smallint as slot, source, if(slot >= 0, '', time_precision::varchar) as time_precision, {cells},
       area_row::integer as area_row, coalesce(({part}), false) as part
from keyed where ({condition})
