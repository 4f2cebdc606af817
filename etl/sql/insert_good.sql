insert into {feed} ({names})
select {names} from stage.good {which}
