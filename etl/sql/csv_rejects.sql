-- One row can raise several errors. `line` counts rows of the file, the header included.
select line::bigint as record,
       list(distinct lower(replace(error_type::varchar, ' ', '_')) order by lower(replace(error_type::varchar, ' ', '_'))) as reasons,
       any_value(csv_line) as text
from temp.reject_errors
group by scan_id, file_id, line
order by line
