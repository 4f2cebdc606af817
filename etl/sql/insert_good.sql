insert into {feed} ({names})
select {names} from good where stage_code = 0
