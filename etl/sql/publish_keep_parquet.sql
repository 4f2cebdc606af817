-- The same events where they were normalised to Parquet before.
create or replace temp view keyed as select * from read_parquet([{files}])
