insert into superseded
select source, $feed, run_id, run_id, file, row_number, identity, to_json(lost)::varchar
from (select {columns} from good where stage_code = {lost}) as lost
