-- Shapes of the quiet base map.
select level as kind, name, '' as class, geometry_wkb from boundary
where level in ('place', 'neighbourhood', 'water', 'park') and geometry_wkb is not null
union all
select 'street', coalesce(name, ''), coalesce(class, ''), geometry_wkb from street where geometry_wkb is not null
union all
select 'building', '', coalesce("use", ''), geometry_wkb from building where geometry_wkb is not null
order by all
