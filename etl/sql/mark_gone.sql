-- An erased event stays erased: its mark is kept, what it is known by is not.
insert into erased
select distinct $source, keyed_mark($source, known), $at from (
    select known_by(identity, moment, latitude, longitude) as known from gone where held <> 'quarantined'
    union all
    select 'id' || chr(31) || $identity where $identity is not null
)
where keyed_mark($source, known) not in (select mark from erased where source = $source)
