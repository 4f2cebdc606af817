update stage.derived set stage_code = {lost} where rowid in (select stage_row from stage.losers)
