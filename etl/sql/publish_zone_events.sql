-- Located events of one kind up to a day, for zones. day: since Monday 5 January 1970, the first of the month
-- where only that is known; slot: hour of the week (0 = Monday 00:00), -1 where no hour is known.
select latitude, longitude, coalesce(location_precision_m, 0)::double as metres,
       (coalesce(occurred_date, occurred_month) - date '1970-01-05')::bigint as day,
       if(occurred_local is not null and coalesce(time_precision in ('second', 'minute', 'hour'), false),
          (isodow(occurred_local) - 1) * 24 + hour(occurred_local), -1)::bigint as slot,
       {cell} as cell
from {feed}
where ({condition}) and latitude is not null and longitude is not null
  and coalesce(occurred_date, occurred_month) between date '1970-01-05' and $last
order by all
