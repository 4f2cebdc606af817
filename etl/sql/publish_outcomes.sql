-- Every return about outcomes that ended by a day: for the whole place ('') or a service, with its route.
-- listed: the service is in the directory and not confidential.
select measure::varchar as measure, coalesce(route::varchar, 'not_applicable') as route, coalesce(service_id, '') as service,
       coalesce(source, '') as source, period_start, period_end, value::double as value, coalesce(unit, '') as unit,
       coalesce(service_id, '') in (
           select service_id from service where setting <> 'confidential' and service_id is not null
       ) as listed
from outcome_measure
where period_end <= $last and period_start <= period_end and value is not null
order by all
