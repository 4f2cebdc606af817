insert into removed values ($at, $kind, $source, $feed, $run_id, $file, $sha256, $rows)
