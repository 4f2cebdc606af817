-- What went, in the ledger: numbers only. sha256: of the file that still holds the rows, where it is known.
insert into removed
select $at, $kind, $source, $feed, null, gone.file, any_value(files.sha256), count(*)
from gone left join loaded_files as files on files.source = $source and files.file = gone.file
group by gone.file
