-- What went, in the ledger: numbers only. sha256: of the file as it was loaded last, if it held the rows.
insert into removed
select $at, $kind, $source, $feed, null, gone.file, files.sha256, count(*)
from gone left join loaded_files as files
    on files.source = $source and files.file = gone.file and files.run_id = gone.run_id
group by gone.file, files.sha256
