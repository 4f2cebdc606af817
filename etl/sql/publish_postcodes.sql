-- Postcodes with their coordinates, one row for each however its spaces are written.
select any_value(upper(trim(code)) order by source, file, row_number) as code,
       any_value(latitude order by source, file, row_number) as latitude,
       any_value(longitude order by source, file, row_number) as longitude
from address_lookup
where latitude is not null and code is not null
group by replace(upper(code), ' ', '')
order by code
