-- What a file of exact figures holds beside the tables of a published version. Never for boards.
-- Events of each layer that counts any, by month (year * 12 + month - 1), hour of the week (0 = Monday 00:00,
-- -1 where its source knows no hour, which time_precision then explains) and row of each grid, -1 outside it.
create table event_hours (
    layer_id varchar, month integer, slot integer, source varchar, time_precision varchar,
    area_row integer, coarse_row integer, board_row integer, fine_row integer, events bigint, part bigint
);
