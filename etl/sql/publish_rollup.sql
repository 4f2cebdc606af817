-- Events that meet a layer's condition, counted with the sum of their keys by quarter, cells and neighbourhood.
select event_quarter, {cells}, area_row, count(*)::bigint as events, sum(event_key)::ubigint as keys
from keyed where ({condition}) group by event_quarter, {cells}, area_row order by all
