exists (select 1 from erased where erased.source = $source and (
    mark = '*'
    or held <> 'quarantined' and mark = keyed_mark($source, known_by(identity, moment, latitude, longitude))
    or list_contains(list_transform(given, lambda value: keyed_mark($source, 'id' || chr(31) || value)), mark)
))
