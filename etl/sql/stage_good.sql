-- Rows that passed every rule, in the columns of the feed's table plus row_key and what decides who is newest.
create or replace view stage.good as
select typed.file_number::bigint * 1099511627776 + typed.raw_row as row_key, typed.file_number, newest_number,
       newest_text, {columns}
from stage.typed as typed positional join stage.derived as derived
where typed.reasons is null and derived.code = 0
