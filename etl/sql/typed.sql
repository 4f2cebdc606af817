select {outer}
from (
    select {typed}
    from (select {inner} from raw_file where {keep})
)
