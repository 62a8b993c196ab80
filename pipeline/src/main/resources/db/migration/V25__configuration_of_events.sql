-- The settings in force where an event was told, the beginning of their SHA-256; empty in events older than this.
alter table event add column configuration varchar(16) default '' not null;
