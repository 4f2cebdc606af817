-- The rows that a source refused, in one run or in all, in the order of its files.
select file, row_number, reasons, raw
from quarantine
where source = $source and ($run_id is null or run_id = $run_id)
order by file, row_number
