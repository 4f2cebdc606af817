-- The sources that hold any event of the kind a layer counts: only they say when it was covered.
select distinct source from keyed where ({condition}) order by source
