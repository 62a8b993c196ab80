-- Who did what an event tells, and with which key the event is sealed; empty in events older than this.
alter table event add column actor_user varchar(64) default '' not null;
alter table event add column actor_ae varchar(64) default '' not null;
alter table event add column actor_address varchar(64) default '' not null;
alter table event add column key_id varchar(16) default '' not null;

-- Whoever appends an event holds this row: one appends at a time, in all processes of the store.
create table event_lock (
  id integer primary key
);
insert into event_lock values (1);
