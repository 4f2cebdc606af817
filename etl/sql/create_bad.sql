create table if not exists stage.bad (file_number integer, row_number bigint, reasons varchar[], raw varchar, last_day date)
