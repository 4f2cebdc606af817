-- How text becomes a typed value. Each macro gives NULL where the text is not such a value.
-- isfinite refuses 'nan' and 'inf'; the test for '_' refuses 1_000, which DuckDB would read as 1000.
-- looking for a blank at either end first costs a third of trimming every value
create or replace temp macro trimmed(v) as
    case when v like ' %' or v like '% ' then nullif(trim(v), '') else nullif(v, '') end;
create or replace temp macro plain_number(v, thousands, decimals) as
    replace(case when thousands = '' then v else replace(v, thousands, '') end, decimals, '.');
create or replace temp macro read_number(v) as
    case when isfinite(try_cast(v as double)) and not contains(v, '_') then try_cast(v as double) end;
-- try_cast('3.7' as bigint) is 4, so the value must equal its whole part first
create or replace temp macro read_integer(v) as
    case when read_number(v) = trunc(read_number(v)) then try_cast(v as bigint) end;
create or replace temp macro read_flag(v) as
    case when lower(v) in ('yes', 'y', 'true', 't', '1') then true
         when lower(v) in ('no', 'n', 'false', 'f', '0') then false end;
create or replace temp macro read_hours(v) as
    case when lower(v) = 'closed' then 'closed'
         when regexp_full_match(
             v, '([01]?\d|2[0-3]):[0-5]\d ?- ?(([01]?\d|2[0-3]):[0-5]\d|24:00)( ?; ?([01]?\d|2[0-3]):[0-5]\d ?- ?(([01]?\d|2[0-3]):[0-5]\d|24:00))*'
         ) then replace(v, ' ', '') end;
create or replace temp macro read_weekdays(v) as
    case when regexp_full_match(
             lower(v), '(mon|tue|wed|thu|fri|sat|sun)[a-z]*( ?[-,;] ?(mon|tue|wed|thu|fri|sat|sun)[a-z]*)*'
         ) then replace(replace(regexp_replace(lower(v), '(mon|tue|wed|thu|fri|sat|sun)[a-z]*', '\1', 'g'), ' ', ''), ';', ',') end;
create or replace temp macro postcode_key(v) as upper(replace(v, ' ', ''))
