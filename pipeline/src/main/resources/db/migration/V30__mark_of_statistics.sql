-- A version before V28 that writes into this store moves the mark of the facts and tells no day that it changed. This
-- second mark stays behind then. What is kept may be old already: it is counted anew, by and by.
insert into projection_mark (name, sequence)
  select 'statistics', f.sequence from projection_mark f
  where f.name = 'facts' and not exists (select 1 from projection_mark s where s.name = 'statistics');
update statistics_day set kept = false;
