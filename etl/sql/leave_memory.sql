-- A quarter of the machine's memory for the database, not four fifths: what publishing holds in arrays is as much
-- again. More goes to the disk, beside the opened file.
set memory_limit = '25%'
