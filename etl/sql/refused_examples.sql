-- The first rows that a source refused, in one run or in all, for each reason.
select reason, file, row_number, raw
from (
    select unnest(reasons) as reason, file, row_number, raw
    from quarantine
    where source = $source
        and ($run_id is null or run_id = $run_id)
)
qualify row_number() over (partition by reason order by file, row_number) <= $most
order by reason, file, row_number
