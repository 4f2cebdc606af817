-- Stored rows of `file` (or, with rivals, stored rows beaten by a newer one) leave the feed's table.
insert into superseded
select source, $feed, run_id, $run_id, file, row_number, identity, to_json(stored)::varchar
from (select {columns} from {feed} where source = $source and {which}) as stored
