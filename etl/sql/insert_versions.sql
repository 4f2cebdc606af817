insert into row_version
select $source, identity, {newest_number}, newest_text from good where identity is not null and stage_code = 0
