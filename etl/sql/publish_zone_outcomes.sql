-- Outcome measures of each service over whole periods within a year; coerced referrals are kept apart.
select measure::varchar as measure, service_id, sum(value)::double as total, avg(value)::double as mean
from outcome_measure
where service_id is not null and period_start >= $first and period_end < $after
  and coalesce(route::varchar, '') <> 'coerced'
group by all order by all
