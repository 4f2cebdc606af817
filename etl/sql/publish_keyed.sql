-- One event feed with its disclosure keys: the first 32 bits of HMAC-SHA256(place secret; feed, source,
-- identity, occurrence). HMAC is sha256(outer || sha256(inner || message)), the pads made of the secret.
-- A row without an id is named by its content, so that a key survives reloads and file order; identical
-- rows are numbered. Only rows whose name comes again (by its hash, so a few more) are put in order for that.
with named as not materialized (
    select *, coalesce('id:' || identity, 'row:' || concat_ws(chr(30), {content})) as who from {feed}
), again as materialized (
    select hash(source, who) as who_hash from named group by who_hash having count(*) > 1
), numbered as (
    select *, row_number() over (partition by source, who order by file, row_number) - 1 as nth
    from named where hash(source, who) in (from again)
    union all
    select *, 0 as nth from named where hash(source, who) not in (from again)
), marked as (
    select * exclude (who, nth),
        ('0x' || left(sha256($outer_pad::blob || from_hex(sha256(
            $inner_pad::blob || encode(concat_ws(chr(31), $feed, source, who, nth::varchar))
        ))), 8))::bigint as event_key
    from numbered
)
{placed}
