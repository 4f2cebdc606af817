select source, mark, erased_at from erased order by all
