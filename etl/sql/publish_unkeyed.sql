-- One event feed where figures are exact, which need no keys.
with marked as (select *, 0::bigint as event_key from {feed})
{placed}
