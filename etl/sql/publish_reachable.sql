-- Services open to the public on a day that meet a layer's condition; confidential ones take no part.
select service_id, stop, latitude, longitude, monday, tuesday, wednesday, thursday, friday, saturday, sunday
from service
where ({condition}) and setting <> 'confidential' and latitude is not null and longitude is not null
  and (opened_on is null or opened_on <= $as_of) and (closed_on is null or closed_on > $as_of)
order by all
