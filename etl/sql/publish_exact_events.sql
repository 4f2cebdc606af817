-- What a file of exact figures holds beside the tables of a published version. Never for boards.
-- The events of each layer that counts any, by layer, month and coarse cell: a filtered count reads the rows of its
-- layer and months and no others. Rows of a grid are -1 outside it; columns as in publish_event_rows.sql.
create type event_layer as enum (select distinct layer_id from event_rows order by all);
create type event_source as enum (select distinct source from event_rows order by all);
create type event_precision as enum (select distinct time_precision from event_rows order by all);
create table events as
select layer_id::event_layer as layer_id, month::smallint as month, coarse_row, board_row, fine_row, area_row,
       day, slot, source::event_source as source, time_precision::event_precision as time_precision, part
from event_rows order by 1, 2, 3;
-- How many rows each layer has, and would have in each cube: kept where that is at most a sixth. The distinct are
-- estimated first, so that no cube is made in vain that is far from it.
create table cubes (layer_id varchar, cube varchar, events bigint, cube_rows bigint, kept boolean);
