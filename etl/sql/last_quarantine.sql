-- The rows that the latest run of a source refused, in the order of its files.
select file, row_number, reasons, raw
from quarantine
where source = $source and run_id = (select run_id from runs where source = $source order by rowid desc limit 1)
order by file, row_number
