insert into quarantine
select $run_id, $source, $feed, ($files::varchar[])[file_number + 1], row_number, reasons, raw, last_day
from stage.bad
order by file_number, row_number
