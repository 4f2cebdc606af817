-- The day each source was last loaded.
select source, max(finished_at)::date as loaded_on from runs group by source order by source
