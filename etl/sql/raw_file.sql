create or replace temp view raw_file as select rowid as raw_row, * from stage.raw
