create temporary table "events" ({columns}) engine = Memory
