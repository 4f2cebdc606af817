-- Rows that passed every rule (stage_code 0; those that another row beats get {lost} later), in the columns of
-- the feed's table, with where they stand in stage.typed and what decides who is newest.
create or replace view stage.good as
select typed.rowid as stage_row, derived.stage_code, {columns}
from stage.typed as typed positional join stage.derived as derived
where typed.reasons is null and derived.stage_code in (0, {lost})
