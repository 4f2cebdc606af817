-- Rows of this source that are already stored, from files that are not being replaced, and whose identity
-- comes again: whether the new row is newer.
create table stage.rivals as
select stage_row, file, row_number,
       case when new_number is not null or old_number is not null or new_text is not null or old_text is not null
            then (coalesce(new_number, -1e308), coalesce(new_text, ''), new_rank)
                 > (coalesce(old_number, -1e308), coalesce(old_text, ''), old_rank)
            else new_rank > old_rank end as newer
from (
    select good.stage_row, stored.file, stored.row_number, good.file_rank as new_rank,
           coalesce(rank.file_rank, -1) as old_rank, newest_text as new_text, version.text as old_text,
           {newest_number} as new_number, version.number as old_number
    from (
        select stage_row, identity, newest_text, file_rank
        from good
        where identity is not null and stage_row not in (select stage_row from stage.losers)
    ) as good
    join {feed} as stored on stored.source = $source and stored.identity = good.identity
        and not list_contains($files::varchar[], stored.file)
    left join row_version as version on version.source = $source and version.identity = good.identity
    left join stage.file_rank as rank on rank.file = stored.file
)
