insert into {feed} ({names})
select {names} from stage.good where stage_code = 0
