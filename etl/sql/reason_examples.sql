-- The first rows that the latest run of a source refused, for each reason.
select reason, file, row_number, raw
from (
    select unnest(reasons) as reason, file, row_number, raw
    from quarantine
    where source = $source
        and run_id = (select run_id from runs where source = $source order by rowid desc limit 1)
)
qualify row_number() over (partition by reason order by file, row_number) <= $most
order by reason, file, row_number
