-- By what an erased event is known again without being kept: HMAC-SHA256(place secret; source, what it is known by).
-- That is the publisher's id, else the moment and the place.
create or replace temp macro keyed_mark(source, known) as
    sha256(from_hex('{outer}') || from_hex(sha256(from_hex('{inner}') || encode(concat_ws(chr(31), source, known)))));
create or replace temp macro known_by(identity, moment, latitude, longitude) as
    coalesce('id' || chr(31) || identity, concat_ws(
        chr(31), 'at', coalesce(moment, '-'), coalesce(round(latitude, 6)::varchar, '-'), coalesce(round(longitude, 6)::varchar, '-')
    ))
