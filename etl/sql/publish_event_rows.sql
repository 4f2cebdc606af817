-- Events that meet a layer's condition, one by one: month, day of the month (0 where only the month is known),
-- hour of the week (0 = Monday 00:00, -1 where no hour is known), source, rows of their cells (-1 outside) and
-- neighbourhood: what analysts filter. part: whether {part} is met too. Written to a file: they need not all be held.
copy (
    select {layer} as layer_id, event_month::integer as month,
           if(time_precision = 'month', 0, coalesce(day(occurred_date), 0))::utinyint as day,
           slot::smallint as slot, source, if(slot >= 0, '', time_precision::varchar) as time_precision,
           area_row::integer as area_row, coalesce(in_coarse.at, -1) as coarse_row,
           coalesce(in_board.at, -1) as board_row, coalesce(in_fine.at, -1) as fine_row,
           coalesce(({part}), false) as part
    from keyed
    left join coarse_cells as in_coarse on in_coarse.held = {coarse}
    left join board_cells as in_board on in_board.held = {board}
    left join fine_cells as in_fine on in_fine.held = {fine}
    where ({condition}) and event_month in ({months})
) to {file} (format parquet)
