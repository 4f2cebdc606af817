-- Every area of harsher rules or penalties that the place has stated.
select name, type::varchar as type, coalesce(rule, '') as rule, starts_on, ends_on, latitude, longitude,
       coalesce(radius_m, 0)::double as radius_m, geometry_wkb
from harsher_area where latitude is not null or geometry_wkb is not null
order by all
