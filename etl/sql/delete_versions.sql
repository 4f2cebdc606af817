delete from row_version
where source = $source and identity in (select identity from good where identity is not null and stage_code = 0)
