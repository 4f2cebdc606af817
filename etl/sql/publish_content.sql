-- What one feed holds, in two numbers: erasing a row changes them, the order of rows does not.
select count(*)::bigint as rows,
       coalesce(bit_xor(hash(source, file, row_number, identity, occurrence)), 0)::ubigint as mixed
from {feed}
