-- Rows of one source that are to go, wherever they are held. day: the last day on which it may have happened.
-- Of a quarantined row only the raw values are known: "given" lists those that its id may be.
create or replace temp table gone as
select * from (
    select 'loaded' as held, stored.rowid as at_row, stored.run_id, stored.file, {day} as day, finished_at::date as loaded_on,
           identity, {moment} as moment, {latitude} as latitude, {longitude} as longitude, null::varchar[] as given
    from {feed} as stored left join runs using (run_id)
    where stored.source = $source
    union all
    select 'superseded', old.rowid, old.run_id, old.file,
           coalesce((raw ->> 'occurred_date')::date, last_day((raw ->> 'occurred_month')::date)), finished_at::date,
           identity,
           coalesce((raw ->> 'occurred_local')::timestamp::varchar, raw ->> 'occurred_date', raw ->> 'occurred_month'),
           (raw ->> 'latitude')::double, (raw ->> 'longitude')::double, null
    from superseded as old left join runs using (run_id)
    where old.source = $source and old.feed = $feed
    union all
    select 'quarantined', bad.rowid, bad.run_id, bad.file, bad.last_day, finished_at::date, null, null, null, null,
           list_transform({given}, lambda value: trim(value, ' "'))
    from quarantine as bad left join runs using (run_id)
    where bad.source = $source and bad.feed = $feed
)
where {which}
