-- Events of one feed by coarse cell, of the months that are old enough: what the ground is laid around.
select {cell} as cell, count(*)::bigint as events from {feed}
where {cell} is not null and occurred_month < $before group by all order by all
