-- One event feed with its disclosure keys: the first 32 bits of HMAC-SHA256(place secret; feed, source,
-- identity, occurrence). HMAC is sha256(outer || sha256(inner || message)), the pads made of the secret.
-- A row without an id is named by its content, so that a key survives reloads and file order; identical
-- rows are numbered. "spots" holds the neighbourhood row of each location. slot: hour of the week (0 = Monday
-- 00:00), -1 where no hour is known. sets: which released figures count it (layers/publish/sets.py).
with named as (
    select *, coalesce('id:' || identity, 'row:' || concat_ws(chr(30), {content})) as who from {feed}
), numbered as (
    select *, row_number() over (partition by source, who order by file, row_number) - 1 as nth from named
)
select numbered.* exclude (who, nth, {names}),
    ('0x' || left(sha256($outer_pad::blob || from_hex(sha256(
        $inner_pad::blob || encode(concat_ws(chr(31), $feed, source, who, nth::varchar))
    ))), 8))::bigint as event_key,
    (year(occurred_month) * 12 + month(occurred_month) - 1)::bigint as event_month,
    coalesce(spots.area_row, -1)::bigint as area_row,
    if(occurred_local is not null and coalesce(time_precision in ('second', 'minute', 'hour'), false),
       (isodow(occurred_local) - 1) * 24 + hour(occurred_local), -1)::bigint as slot,
    {sets} as sets{kinds}
from numbered left join spots using (latitude, longitude)
