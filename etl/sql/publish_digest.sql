-- What is loaded now: the current files by content, and the settings they were read with.
select source, file, sha256, digest from loaded_files order by all
