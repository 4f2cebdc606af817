create or replace temp table keyed as {events}
