-- What is known of the whole place for one indicator, period by period.
select coalesce(period, '') as period,
       case when denominator > 0 then 100 * value / denominator else value end as value,
       coalesce(unit, '') as unit, coalesce(note, '') as note
from area_indicator where indicator = $indicator and area_id = 'place'
order by period, source, file, row_number
