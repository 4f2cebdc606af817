-- Events that meet a layer's condition, counted with the sum of their keys by month, cells and neighbourhood.
select event_month, {cells}, area_row, count(*)::bigint as events, sum(event_key)::ubigint as keys
from keyed where ({condition}) group by event_month, {cells}, area_row order by all
