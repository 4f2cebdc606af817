-- keyed first: grouping by a macro's position gives one group for everything
select key, any_value(latitude order by source, file, row_number),
       any_value(longitude order by source, file, row_number),
       any_value(location_precision_m order by source, file, row_number)
from (
    select postcode_key(code) as key, latitude, longitude, location_precision_m, source, file, row_number
    from address_lookup
    where latitude is not null and code is not null
)
group by key
order by key
