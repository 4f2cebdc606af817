-- Hotspots that the police declared and allow boards to see.
select hotspot_id, name, operation, starts_on, ends_on, weekdays, hours, latitude, longitude, radius_m, geometry_wkb
from hotspot where show_to_boards and (latitude is not null or geometry_wkb is not null)
order by name, hotspot_id, source, file, row_number
