-- Identical rows without an id are separate events: number them 0, 1, 2 ... in file order, so that each
-- keeps its own number however often the same files are loaded.
update {feed} as stored
set occurrence = numbered.number
from (
    select rowid as row, row_number() over (partition by {same} order by file, row_number) - 1 as number
    from {feed}
    where source = $source and identity is null
) as numbered
where stored.rowid = numbered.row and stored.occurrence is distinct from numbered.number
