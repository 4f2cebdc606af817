insert into "events" format Parquet
