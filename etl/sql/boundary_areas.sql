select level, geometry_wkb
from boundary
where geometry_wkb is not null and level in ('place', 'neighbourhood', 'small_area') and source <> ?
