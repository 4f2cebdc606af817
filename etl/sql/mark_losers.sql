update stage.derived set code = {lost} where rowid in (select stage_row from stage.losers)
