-- Schools and other sensitive places.
select name, type::varchar as type, latitude, longitude, geometry_wkb
from sensitive_place where latitude is not null or geometry_wkb is not null
order by all
