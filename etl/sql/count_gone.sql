select held, coalesce(file, ''), count(*), min(day), max(day), min(loaded_on) from gone group by all order by all
