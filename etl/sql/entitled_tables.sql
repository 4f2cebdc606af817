-- The tables of the restricted store that say which source a row is of.
select table_name from duckdb_columns()
where database_name = current_database() and schema_name = 'main' and column_name = 'source'
order by table_name
