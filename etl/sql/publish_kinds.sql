-- Events that meet a layer's condition by kind, counted with the sum of their keys by month and neighbourhood.
select coalesce({by}::varchar, 'unknown') as kind, event_month, area_row,
       count(*)::bigint as events, sum(event_key)::ubigint as keys
from keyed where ({condition}) group by all order by all
