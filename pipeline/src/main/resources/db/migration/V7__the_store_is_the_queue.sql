-- Who works on a row and until when that is believed; when a row is due.
alter table case_record add column owner varchar(120) default '' not null;
alter table case_record add column lease_until timestamp(3) with time zone default timestamp with time zone '1970-01-01 00:00:00+00' not null;
alter table case_record add column due_at timestamp(3) with time zone default timestamp with time zone '1970-01-01 00:00:00+00' not null;
create index case_by_state on case_record (state, due_at);

-- lost: sendings that were begun and whose end nobody wrote down, so that the target may have it twice.
alter table delivery add column owner varchar(120) default '' not null;
alter table delivery add column lease_until timestamp(3) with time zone default timestamp with time zone '1970-01-01 00:00:00+00' not null;
alter table delivery add column lost integer default 0 not null;
create index delivery_by_target on delivery (target, state, next_attempt_at);

-- When a case of a protocol was last taken to be contoured, so that protocols take turns.
create table protocol_turn (
  protocol varchar(64) primary key,
  taken_at timestamp(3) with time zone not null
);
