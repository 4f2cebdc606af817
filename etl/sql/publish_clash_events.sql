-- The located events of one kind within a window of days, with their cells.
select {cells}, (occurred_date - $start)::bigint as day, latitude, longitude,
       coalesce(location_precision_m, 0)::double as metres, {kind}::varchar as kind,
       occurred_local, time_precision::varchar as time_precision, coalesce({operation}, '') as operation,
       {key}::ubigint as event_key
from {table}
where ({condition}) and occurred_date >= $start and occurred_date < $end
  and latitude is not null and longitude is not null
order by all
