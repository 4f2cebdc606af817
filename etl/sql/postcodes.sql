select postcode_key(code), any_value(latitude order by source, file, row_number),
       any_value(longitude order by source, file, row_number),
       any_value(location_precision_m order by source, file, row_number)
from address_lookup
where latitude is not null and code is not null
group by 1
order by 1
