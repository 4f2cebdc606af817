select area_id, any_value(name order by source, file, row_number) as name, level,
       max(residents)::double as residents, sum(area_km2)::double as area_km2, list(geometry_wkb order by source, file, row_number) as shapes
from boundary where geometry_wkb is not null group by area_id, level order by level, area_id
