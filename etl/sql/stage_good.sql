-- Rows that passed every rule (stage_code 0; those that another row beats get {lost} later), in the columns of
-- the feed's table, with where they stand among the staged rows and what decides who is newest.
create or replace temp view good as
select stage_row, stage_code, {columns}
from staged_rows
where reasons is null and stage_code in (0, {lost})
