select distinct source, file, sha256 from removed where sha256 is not null order by all
