select service_id, coalesce(stop, '') as stop, name, type, setting, latitude, longitude, {cell} as cell,
       monday, tuesday, wednesday, thursday, friday, saturday, sunday,
       offers_needles, offers_naloxone, capacity_per_day, coalesce(location_precision_m, 0) as approximate_m
from service
where (opened_on is null or opened_on <= $as_of) and (closed_on is null or closed_on > $as_of)
order by type, service_id, stop, source, file, row_number
