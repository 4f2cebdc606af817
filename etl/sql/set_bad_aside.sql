-- Rows to quarantine, with every reason: those of the typing rules, then that of the location.
insert into stage.bad
select found.file_number, found.row_number,
       list_concat(coalesce(found.reasons, []), case when found.reason is not null then [found.reason] else [] end),
       {raw}::varchar, {day}
from (
    select *, case stage_code {codes} end as reason
    from file_rows
    where reasons is not null or stage_code not in (0, $dropped)
) as found
join raw_file as raw on raw.raw_row = found.raw_row
