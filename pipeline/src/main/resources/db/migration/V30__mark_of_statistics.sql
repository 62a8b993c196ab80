-- A version before V28 that writes into this store moves the mark of the facts and tells no day that it changed. This
-- second mark stays behind then. What is kept may be old already: it is counted anew, by and by.
insert into projection_mark (name, sequence)
  select 'statistics', f.sequence from projection_mark f
  where f.name = 'facts' and not exists (select 1 from projection_mark s where s.name = 'statistics');
update statistics_day set kept = false;
-- Nor did such a version add the days of its cases since V28; without a row a day would be counted at each question.
insert into statistics_day
  select d.of_day, false
  from (select distinct cast(floor(extract(epoch from created_at) / 86400) as integer) as of_day from case_record) d
  where not exists (select 1 from statistics_day s where s.of_day = d.of_day);
