-- Venues and sensitive places: public premises that the base of the map names.
select 'venue' as kind, venue_id as id, name, type, latitude, longitude from venue where latitude is not null
union all
select 'sensitive_place', place_id, name, type, latitude, longitude from sensitive_place where latitude is not null
order by all
