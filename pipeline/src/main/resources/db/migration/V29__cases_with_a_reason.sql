-- A text is sought in the reasons of those cases that have one; few do, and all others were read for it.
alter table case_record add column has_detail boolean generated always as (detail <> '') ${stored};
create index case_by_detail on case_record (has_detail, case_id);
