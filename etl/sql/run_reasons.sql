select reason, count(*) from (select unnest(reasons) as reason from quarantine where run_id = ?)
group by reason order by count(*) desc, reason
