select reason, count(*)
from (select unnest(reasons) as reason from quarantine where source = $source and feed = $feed)
group by reason order by count(*) desc, reason
