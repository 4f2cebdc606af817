select count(*)
from stage.typed as typed positional join stage.derived as derived
where derived.stage_code = $1 and typed.reasons is null and typed.file_number = $2
