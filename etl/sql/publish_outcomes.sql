-- One outcome measure by the period it was counted over.
select period_start, period_end, sum(value)::double as value
from outcome_measure where measure = $measure and ($route = '' or route = $route)
group by all order by all
