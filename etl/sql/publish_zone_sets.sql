-- Every event of the keyed feed: where and when it was, and which released figures count it. slot: hour of the
-- week (0 = Monday 00:00), -1 where no hour is known.
select event_key::ubigint as event_key, event_month, latitude, longitude, area_row, {cells},
       if(occurred_local is not null and coalesce(time_precision in ('second', 'minute', 'hour'), false),
          (isodow(occurred_local) - 1) * 24 + hour(occurred_local), -1)::bigint as slot,
       {counted}
from keyed
