-- Each distinct location of one event feed, to be looked up in the neighbourhoods once.
select distinct latitude, longitude from {feed}
where {some} and latitude is not null and longitude is not null order by all
