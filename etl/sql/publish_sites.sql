-- Sites of one feed that meet a layer's condition.
select latitude, longitude, geometry_wkb from {feed}
where ({condition}) and latitude is not null and longitude is not null order by all
