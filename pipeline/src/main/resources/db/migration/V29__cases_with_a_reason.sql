-- A text is sought in the reasons of those cases that have one; few do, and all others were read for it. Each statement
-- goes over what is there: see V28.
alter table case_record add column if not exists has_detail boolean generated always as (detail <> '') ${stored};
create index if not exists case_by_detail on case_record (has_detail, case_id);
