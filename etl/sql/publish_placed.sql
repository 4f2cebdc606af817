-- Events of one feed in time and place. "spots" holds the neighbourhood row of each location. slot: hour of the
-- week (0 = Monday 00:00), -1 where no hour is known. sets: which figures count it (layers/publish/sets.py).
select marked.* exclude ({names}),
    (year(occurred_month) * 12 + month(occurred_month) - 1)::bigint as event_month,
    coalesce(spots.area_row, -1)::bigint as area_row,
    if(occurred_local is not null and coalesce(time_precision in ('second', 'minute', 'hour'), false),
       (isodow(occurred_local) - 1) * 24 + hour(occurred_local), -1)::bigint as slot,
    {sets} as sets{kinds}
from marked left join spots using (latitude, longitude)
