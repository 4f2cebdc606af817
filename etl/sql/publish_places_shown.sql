-- Venues and sensitive places: public premises that the base of the map names. Only festivals have days.
select 'venue' as kind, venue_id as id, name, type, latitude, longitude, starts_on, ends_on
from venue where latitude is not null
union all
select 'sensitive_place', place_id, name, type, latitude, longitude, null, null
from sensitive_place where latitude is not null
order by all
