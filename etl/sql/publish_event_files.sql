-- The events that publish_event_rows.sql wrote, all layers together.
create temp view event_rows as select * from read_parquet({files})
