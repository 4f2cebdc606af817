select {outer}
from (
    select {typed}
    from (select {inner} from stage.raw where {keep})
)
