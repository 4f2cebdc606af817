-- What services that must not be shown are called: a zone that names one is published as hexagons.
select service_id from service where setting = 'confidential' and service_id is not null
union select name from service where setting = 'confidential' and name is not null
order by all
