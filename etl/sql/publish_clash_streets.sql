-- Centre lines of the streets on which people walk.
select geometry_wkb from street where geometry_wkb is not null order by all
