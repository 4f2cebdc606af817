select count(*) from stage.bad where list_contains(reasons, 'occurred_at_unparsed') and file_number = $1
