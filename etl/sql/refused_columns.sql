-- The columns of the file that a source kept of its refused rows.
select distinct unnest(json_keys(raw)) as name
from quarantine
where source = $source and ($run_id is null or run_id = $run_id)
order by name
