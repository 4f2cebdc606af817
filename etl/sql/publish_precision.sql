-- How coarsely each source of a feed places its rows.
select coalesce(max(location_precision_m), 0)::double as metres from {feed} where latitude is not null
