-- The sources that hold any event of the kind a layer counts: only they say when it was covered. An event too
-- new to publish counts for nothing, else a layer that appears would tell of it.
select distinct source from keyed where ({condition}) and event_month < $before order by source
