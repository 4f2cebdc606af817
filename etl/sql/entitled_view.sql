-- Hides the rows of other sources behind a view of the same name: every later query of this connection sees
-- only what the reader's organisation may see exactly.
create temp view {table} as select * from {home}.main.{table} where list_contains([{sources}], source)
