-- One immutable file per published version. Every figure in it has passed the release function.
-- state: released (value may be a true 0) | parent (withheld here, the coarser cell's figure stands in)
--        | withheld | no_data.   low: a rate on fewer than 20 events.
create type state as enum ('released', 'parent', 'withheld', 'no_data');
create type grid as enum ('place', 'area', 'r7', 'r8', 'r9');

create table meta (key varchar primary key, value varchar not null);  -- values are JSON

create table layers (
    position integer, id varchar primary key, environment varchar, level varchar, title varchar,
    question varchar, unit varchar, harm varchar, caveat varchar, source varchar, licence varchar,
    needs varchar[], missing varchar[], in_score boolean, approximate_m double,
    kind varchar  -- event | rate | indicator | access | policy | score | panel
);
create table periods (
    id varchar primary key, kind varchar,  -- quarter | year | window | current
    label varchar, starts_on date, ends_on date  -- ends_on is the last day, inclusive
);
-- Cells of the place, per grid, in map order: "row" is the feature id in the vector tiles.
create table cells (
    grid grid, "row" integer, cell bigint, parent_row integer,  -- row of the parent in the next coarser grid
    area_id varchar, area_km2 double, latitude double, longitude double
);
create table areas (area_id varchar primary key, "row" integer, name varchar, area_km2 double, residents double, geometry_wkb blob);
-- One row per layer, grid, period and cell (or area; "row" 0 for the place). value is in the layer's unit.
create table figures (
    layer_id varchar, grid grid, period_id varchar, "row" integer,
    value double, count integer, state state, low boolean
);
-- Class limits for the colours: the same for every period of one kind, so that periods compare.
create table scales (layer_id varchar, grid grid, period_kind varchar, limits double[]);
create table hours (layer_id varchar, area_id varchar, weekday integer, hour integer, count integer, state state);
-- Released counts of an event layer by kind (its feed's choice), for the place and its neighbourhoods.
create table kinds (
    layer_id varchar, grid grid, period_id varchar, "row" integer, kind varchar, count integer, state state
);
create table panel (layer_id varchar, period varchar, value double, unit varchar, note varchar);
-- What services and the place return about outcomes, for the place (layers/publish/outcomes.py). measure: as the
-- outcome_measure feed names them, or uptake (% of referrals offered that were accepted). route: voluntary |
-- coerced | not_applicable of referrals, '' of others. scale: the most a score can be. services: how many the
-- directory lists openly that are behind it. notes: codes of what limits it.
create table measures (
    measure varchar, route varchar, period_id varchar, value double, state state, low boolean, scale integer,
    services integer, notes varchar[]
);
create table services (
    service_id varchar, stop varchar, name varchar, type varchar, setting varchar,
    latitude double, longitude double, cell bigint,  -- coordinates null where only the cell is shown
    hours varchar, offers_needles boolean, offers_naloxone boolean, capacity_per_day double, approximate_m double
);
create table hotspots (
    hotspot_id varchar, name varchar, operation varchar, starts_on date, ends_on date,
    weekdays varchar, hours varchar, geometry_wkb blob
);
create table sites (
    kind varchar, id varchar, name varchar, type varchar,  -- venues, schools, play areas
    latitude double, longitude double, starts_on date, ends_on date  -- of a festival; ends_on is its last day
);
create table postcodes (code varchar, latitude double, longitude double);  -- for search: a register, no events
create table base_features (kind varchar, name varchar, class varchar, geometry_wkb blob);  -- place, neighbourhood, water, park, street, building
create table sources (
    position integer, source varchar, feed varchar, title varchar, producer varchar, licence varchar, cannot_show varchar,
    rows_read varchar, rows_loaded varchar, rows_quarantined varchar, rows_superseded varchar, rows_unlocated varchar,
    first_date date, last_date date, loaded_on date, location_precision_m double, time_precision varchar
);  -- counts as words: '1,235' rounded to 5, or 'under 8'
-- Where enforcement clashes with services (layers/clash/), in bands: privacy rule 4. No confidential service
-- is in it. exposure, expected: events at the door every four weeks, to 0.5; index, low, high: 100 =
-- comparable places, to the nearest 10; null where there is none or it may not be shown. p and q only in an
-- analysts' exact file, where nothing is rounded.
create table clash_meta (key varchar primary key, value varchar not null);  -- values are JSON
create table clash_services (
    position integer primary key, service_id varchar, stop varchar, name varchar, type varchar,
    latitude double, longitude double, class varchar, exposure double, expected double,
    "index" double, low double, high double, p double, q double, notes varchar[]
);
create table clash_surfaces (
    position integer primary key, id varchar, title varchar, question varchar, unit varchar, caveat varchar,
    source varchar, labels varchar[]  -- of class 0, 1, 2, ...
);
create table clash_cells (surface varchar, grid grid, "row" integer, class tinyint, state state);
-- Zones that a steward approved for boards (layers/publish/zones.py): the policy as agreed or proposed, and its
-- figures. as_cells: the shape is made of hexagons, since a service is confidential. held: why there are no
-- figures of events, '' where there are. services: ids of those that may be named.
create table zones (
    position integer primary key, zone_id varchar, number integer, name varchar, status varchar, note varchar,
    authority varchar, legal_basis varchar, strength varchar, starts_on date, ends_on date, review_on date,
    hours varchar, covers varchar[], offences_in varchar[], offences_out varchar[], supply varchar, en_route boolean,
    ladder varchar[], conditions varchar, services varchar[], drawn varchar[], as_cells boolean, approved_on date,
    first_day date, last_day date, held varchar, cautions varchar[], detectable varchar[], geometry_wkb blob
);
-- region: inside | ring | comparison, '' for the zone as such. period_id: '' where no published period bounds it.
-- state: exact (analysts' files alone) | released | too_few | no_data | withheld; why: the reason without a value.
create table zone_figures (
    zone_id varchar, region varchar, measure varchar, period_id varchar, value double, low double, high double,
    count integer, "of" integer, state varchar, unit varchar, why varchar
);
-- What a zone does to a service's clash index, in the bands of clash_services.
create table zone_services (
    zone_id varchar, position integer, service_id varchar, stop varchar, name varchar, protected boolean,
    class varchar, exposure double, expected double, index_before double, compliance double[],
    exposure_after double[], index_after double[], removed double, removed_state varchar
);
-- The harm ledger: measure is the id of the figure that measures a line, '' where it is not measured.
create table zone_effects (
    zone_id varchar, position integer, effect_id varchar, title varchar, environment varchar, level varchar,
    category varchar, bearer varchar, source varchar, direction varchar, measure varchar, value double, low double,
    high double, state varchar, unit varchar, why varchar, measured_by varchar, evidence varchar
);
create table zone_hours (
    zone_id varchar, kind varchar, period_id varchar, weekday integer, hour integer, count integer, state state
);
-- Zones that are alternatives to each other: they protect a service in common, or share ground.
create table zone_groups (position integer, zone_id varchar);
