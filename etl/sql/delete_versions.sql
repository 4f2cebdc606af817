delete from row_version
where source = $source and identity in (
    select identity from stage.good where row_key not in (select row_key from stage.losers)
)
