-- Distinct coordinates of one feed: the ground of a place that gives no boundary.
select distinct latitude, longitude from {feed} where latitude is not null order by all
