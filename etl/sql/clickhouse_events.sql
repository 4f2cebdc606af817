-- `events` is what the statement counts (layers/publish/cluster/rollup.py).
with "events" as ({events})
{statement}
