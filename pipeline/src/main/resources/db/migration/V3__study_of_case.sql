-- Which study a case's series is of, so that other series of the study are found.
alter table case_record add column study_instance_uid varchar(64) default '' not null;
create index case_by_study on case_record (study_instance_uid);
