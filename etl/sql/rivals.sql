-- Rows of this source that are already stored, from files that are not being replaced, and whose identity
-- comes again: whether the new row is newer.
create table stage.rivals as
select good.row_key, stored.file, stored.row_number,
       case when coalesce(good.newest_number, version.number) is not null or coalesce(good.newest_text, version.text) is not null
            then (coalesce(good.newest_number, -1e308), coalesce(good.newest_text, ''), good.file_rank)
                 > (coalesce(version.number, -1e308), coalesce(version.text, ''), coalesce(rank.file_rank, -1))
            else good.file_rank > coalesce(rank.file_rank, -1) end as newer
from (select row_key, identity, newest_number, newest_text, file_rank from stage.good
      where identity is not null and row_key not in (select row_key from stage.losers)) as good
join {feed} as stored on stored.source = $source and stored.identity = good.identity
    and not list_contains($files::varchar[], stored.file)
left join row_version as version on version.source = $source and version.identity = good.identity
left join stage.file_rank as rank on rank.file = stored.file
