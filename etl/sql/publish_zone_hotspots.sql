-- Every hotspot that the police declared, with whether boards may see it.
select name, coalesce(operation, '') as operation, starts_on, ends_on, coalesce(weekdays, '') as weekdays,
       coalesce(hours, '') as hours, latitude, longitude, coalesce(radius_m, 0)::double as radius_m,
       geometry_wkb, coalesce(show_to_boards, false) as shown
from hotspot where latitude is not null or geometry_wkb is not null
order by name, hotspot_id, source, file, row_number
