insert into {feed} ({names})
select {names} from stage.good where code = 0
