-- The newest value of one indicator for each area.
select area_id,
       arg_max(value, (coalesce(period, ''), source, file, row_number))::double as value,
       arg_max(coalesce(denominator, 'nan'::double), (coalesce(period, ''), source, file, row_number))::double as denominator,
       arg_max(coalesce(measure, 'rate'), (coalesce(period, ''), source, file, row_number)) as measure
from area_indicator where indicator = $indicator and area_id <> 'place' group by area_id order by area_id
