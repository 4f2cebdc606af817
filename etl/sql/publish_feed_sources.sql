select distinct source from {feed} order by source
