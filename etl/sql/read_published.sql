-- Every statement that reads a published version (layers/published/version.py), each after a line "-- name: ...".

-- name: meta
select key, value from meta;

-- name: layers
select id, environment, level, title, question, unit, harm, caveat, source, licence, needs, missing,
       in_score, approximate_m, kind
from layers order by position;

-- name: periods
select id, kind, label, starts_on, ends_on from periods order by ends_on, starts_on desc, id;

-- name: catalogue
select distinct layer_id, grid::varchar as grid, period_id from figures order by all;

-- name: grids
select grid::varchar as grid, count(*) as cells from cells group by 1 order by 1;

-- name: cells
select "row", cell, coalesce(parent_row, -1) as parent_row, coalesce(area_id, '') as area_id,
       area_km2, latitude, longitude
from cells where grid = ? order by "row";

-- name: figures
select "row", value, count,
       case state when 'released' then 0 when 'parent' then 1 when 'withheld' then 2 else 3 end as state,
       coalesce(low, false) as low
from figures where layer_id = ? and grid = ? and period_id = ?;

-- name: history
select layer_id, period_id, value, count, state::varchar as state, coalesce(low, false) as low
from figures where grid = ? and "row" = ?;

-- name: scale
select limits from scales where layer_id = ? and grid = ? and period_kind = ?;

-- name: areas
select area_id, "row", name, area_km2, residents, geometry_wkb from areas order by "row";

-- name: services
select service_id, coalesce(stop, '') as stop, name, type, setting, latitude, longitude, cell,
       coalesce(hours, '') as hours, offers_needles, offers_naloxone, capacity_per_day,
       coalesce(approximate_m, 0) as approximate_m
from services order by type, name, service_id, stop;

-- name: hotspots
select hotspot_id, name, coalesce(operation, '') as operation, starts_on, ends_on,
       coalesce(weekdays, '') as weekdays, coalesce(hours, '') as hours, geometry_wkb
from hotspots order by name, hotspot_id;

-- name: sites
select kind, coalesce(id, '') as id, coalesce(name, '') as name, coalesce(type, '') as type, latitude, longitude,
       starts_on, ends_on
from sites order by kind, name, id, starts_on, latitude, longitude;

-- name: undated_sites
select kind, coalesce(id, '') as id, coalesce(name, '') as name, coalesce(type, '') as type, latitude, longitude,
       null as starts_on, null as ends_on
from sites order by kind, name, id, latitude, longitude;

-- name: base_features
select kind, coalesce(name, '') as name, coalesce(class, '') as class, geometry_wkb from base_features where kind = ?;

-- name: base_kinds
select distinct kind from base_features order by kind;

-- name: sources
select source, feed, title, producer, licence, cannot_show, rows_read, rows_loaded, rows_quarantined,
       rows_superseded, rows_unlocated, first_date, last_date, loaded_on, location_precision_m, time_precision
from sources order by position;

-- name: hours
select weekday, hour, count, state::varchar as state from hours
where layer_id = ? and area_id = ? order by weekday, hour;

-- name: kinds
select kind, count, state::varchar as state from kinds
where layer_id = ? and grid = ? and period_id = ? and "row" = ?
order by coalesce(count, 0) desc, state desc, kind;

-- name: kind_periods
select distinct layer_id, period_id from kinds order by all;

-- name: postcodes
select code, latitude, longitude from postcodes order by code;

-- name: table_columns
select name from pragma_table_info(?);

-- name: panel
select period, value, unit, note from panel where layer_id = ? order by period;

-- name: measures
select measure, route, period_id, value, state::varchar as state, coalesce(low, false) as low, scale, services, notes
from measures;

-- name: status
select layer_id, "grid"::varchar as grid, period_id,
       count(*) filter (where state = 'released' and value is not null) as cells_with_value,
       count(*) filter (where state in ('withheld', 'parent')) as withheld
from figures where grid = ? group by all;

-- name: clash_known
select count(*) from duckdb_tables() where table_name = 'clash_meta';

-- name: clash_meta
select key, value from clash_meta;

-- name: clash_services
select service_id, stop, name, type, latitude, longitude, class, exposure, expected, "index", low, high, p, q, notes
from clash_services order by position;

-- name: clash_surfaces
select id, title, question, unit, caveat, source, labels from clash_surfaces order by position;

-- name: clash_grids
select distinct surface, grid::varchar as grid from clash_cells order by all;

-- name: clash_cells
select "row", case state when 'released' then class when 'withheld' then -1 else -2 end as class
from clash_cells where surface = ? and grid = ?;

-- Zones (layers/published/zones.py):

-- name: zones
select zone_id, number, name, status, note, authority, legal_basis, strength, starts_on, ends_on, review_on, hours,
       covers, offences_in, offences_out, supply, en_route, ladder, conditions, services, drawn, as_cells, approved_on,
       first_day, last_day, held, cautions, detectable, geometry_wkb
from zones order by position;

-- name: zone_figures
select region, period_id, measure, value, low, high, count, state, unit, "of", why from zone_figures where zone_id = ?;

-- name: zone_services
select service_id, stop, name, protected, class, exposure, expected, index_before, compliance, exposure_after,
       index_after, removed, removed_state
from zone_services where zone_id = ? order by position;

-- name: zone_effects
select effect_id, title, environment, level, category, bearer, source, direction, measure, value, low, high, state,
       unit, why, measured_by, evidence
from zone_effects where zone_id = ? order by position;

-- name: zone_hours
select kind, period_id, weekday, hour, count, state::varchar as state from zone_hours
where zone_id = ? order by kind, weekday, hour;

-- name: zone_groups
select list(zone_id order by zone_id) as zone_ids from zone_groups group by position order by position;

-- Of exact files alone (layers/published/filtered.py). {row} and {where} are made of the program's own words and numbers:

-- name: event_layers
select distinct layer_id::varchar from events order by 1;

-- name: cubes
select layer_id, cube from cubes where kept;

-- name: count_events
select {row} as "row", count(*)::bigint as events, count(*) filter (where part)::bigint as part
from events where layer_id = ?::event_layer and {where} and {row} >= 0 group by 1;

-- name: count_by_month
select {row} as "row", sum(events)::bigint as events, sum(part)::bigint as part
from by_month where layer_id = ?::event_layer and {where} and {row} >= 0 group by 1;

-- name: count_by_hour
select {row} as "row", sum(events)::bigint as events, sum(part)::bigint as part
from by_hour where layer_id = ?::event_layer and {where} and {row} >= 0 group by 1;

-- name: known
select coalesce(bool_or(slot >= 0), false) as hours, coalesce(bool_or(day > 0), false) as days, count(*) > 0 as some
from events where layer_id = ?::event_layer and month between ? and ?;

-- name: unknown
select source::varchar as source, time_precision::varchar as time_precision, count(*)::bigint as events
from events where layer_id = ?::event_layer and {where} group by all order by all;
