-- auto_detect=false: a sniffed dialect can change from file to file. select *: a projection changes
-- which rows are rejected.
create or replace table stage.raw as
select * from read_csv(
    ?, auto_detect = false, header = false, skip = {skip}, delim = {delimiter}, quote = {quote}, escape = {quote},
    columns = {{columns}}, {rejects}nullstr = '', max_line_size = {longest}
)
