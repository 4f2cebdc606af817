-- Rows to quarantine, with every reason: those of the typing rules, then that of the location.
insert into stage.bad
select found.file_number, found.row_number,
       list_concat(coalesce(found.reasons, []), case when found.reason is not null then [found.reason] else [] end),
       {raw}::varchar
from (
    select typed.file_number, typed.raw_row, typed.reasons, derived.row_number,
           case derived.stage_code {codes} end as reason
    from stage.typed as typed positional join stage.derived as derived
    where typed.file_number = $file_number
      and (typed.reasons is not null or derived.stage_code not in (0, $dropped))
) as found
join stage.raw as raw on raw.rowid = found.raw_row
