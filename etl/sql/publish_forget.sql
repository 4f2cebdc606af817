-- Nothing counts the keyed events any more: their memory is needed.
drop table if exists keyed
