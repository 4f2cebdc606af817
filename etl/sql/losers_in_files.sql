-- Of several rows with one identity the newest stays: by newest_by where the source has it, else the last.
create table stage.losers as
select stage_row
from (select stage_row, identity, file_rank, newest_text, {newest_number} as newest_number from good where identity is not null)
qualify row_number() over (
    partition by identity order by newest_number desc nulls last, newest_text desc nulls last, file_rank desc, stage_row desc
) > 1
