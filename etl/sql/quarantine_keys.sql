-- The columns of the file that the latest run of a source kept of its refused rows.
select distinct unnest(json_keys(raw)) as name
from quarantine
where source = $source and run_id = (select run_id from runs where source = $source order by rowid desc limit 1)
order by name
