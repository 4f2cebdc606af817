-- Services of the kinds that are tested, open to the public on a day, with a location. Confidential ones
-- take no part.
select service_id, coalesce(stop, '') as stop, name, type::varchar as type, latitude, longitude, opened_on,
       monday, tuesday, wednesday, thursday, friday, saturday, sunday
from service
where list_contains($types, type::varchar) and setting <> 'confidential'
  and latitude is not null and longitude is not null
  and (opened_on is null or opened_on <= $as_of) and (closed_on is null or closed_on > $as_of)
order by all
