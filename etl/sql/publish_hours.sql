-- The same by local weekday (0 = Monday) and hour, of the events whose hour is known.
select area_row, (isodow(occurred_local) - 1)::bigint as weekday, hour(occurred_local)::bigint as hour,
       event_month, count(*)::bigint as events, sum(event_key)::ubigint as keys
from keyed
where ({condition}) and occurred_local is not null and time_precision in ('second', 'minute', 'hour')
group by all order by all
