-- What one event feed holds, in two numbers: reloads that change nothing keep them.
select count(*)::bigint as events, coalesce(sum(event_key), 0)::ubigint as keys from keyed
