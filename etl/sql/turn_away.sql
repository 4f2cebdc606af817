-- Staged rows that may not come in: erased once, or past the period for which their source may be kept.
create table stage.turned as
select stage_row, file_number, row_number, bad, why
from (
    select stage_row, file_number, row_number, reasons is not null or stage_code <> 0 as bad,
           case when {erased} then 'erased' when {day} < $before then 'purged' end as why
    from staged_rows
    where reasons is not null or stage_code <> {dropped}
    union all
    select null, file_number, row_number, true,
           case when {unsplit} then 'erased' end
    from stage.bad
    where len(list_filter(reasons, lambda reason: starts_with(reason, 'csv_'))) > 0
)
where why is not null
