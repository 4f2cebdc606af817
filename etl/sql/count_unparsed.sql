select count(*) from stage.typed where list_contains(reasons, 'occurred_at_unparsed') and file_number = $1
