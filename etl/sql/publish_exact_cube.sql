-- Events by layer, month, {by}cells and neighbourhood: {cube}, of the layers that it shrinks six times.
create table {cube} as
with promising as (
    select layer_id, count(*)::bigint as events,
           approx_count_distinct(hash(month, {by}coarse_row, board_row, fine_row, area_row))::bigint as about
    from events group by all
), counted as (
    select layer_id, month, {by}coarse_row, board_row, fine_row, area_row, count(*)::integer as events,
           count(*) filter (where part)::integer as part
    from events where layer_id in (select layer_id from promising where about * {least} <= events * 1.1) group by all
), shrunk as (
    select layer_id from counted group by all having count(*) * {least} <= sum(events)
)
select * from counted where layer_id in (select layer_id from shrunk) order by layer_id, month, coarse_row;
insert into cubes
with promising as (
    select layer_id, count(*)::bigint as events,
           approx_count_distinct(hash(month, {by}coarse_row, board_row, fine_row, area_row))::bigint as about
    from events group by all
), held as (select layer_id, count(*)::bigint as made from {cube} group by all)
select layer_id::varchar, '{cube}', events, coalesce(made, about), made is not null
from promising left join held using (layer_id) order by all;
