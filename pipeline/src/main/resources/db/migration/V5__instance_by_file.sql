-- The start looks for files of the store that have no row.
create index instance_by_file on instance (file);
