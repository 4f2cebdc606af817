-- What one table holds, in three numbers: any value that differs changes them, the order of rows does not.
select count(*)::bigint as rows, coalesce(sum(hash(held)), 0)::varchar as summed,
       coalesce(bit_xor(hash(held)), 0)::varchar as mixed
from {table} as held
