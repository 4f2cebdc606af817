-- The keyed events counted by some of their columns, with the sum of their keys.
select {by}, count(*)::bigint as events, sum(event_key)::bigint as keys from keyed group by all
