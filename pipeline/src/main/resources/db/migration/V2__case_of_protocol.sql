-- One row a series, content AND protocol. Tables are made anew because V1 left its constraints without names.
create table new_case_record (
  case_id             varchar(32)  primary key,
  series_instance_uid varchar(64)  not null,
  content_hash        char(64)     not null,
  state               varchar(16)  not null,
  detail              varchar(4000) not null,
  attempts            integer      not null,
  created_at          timestamp(3) with time zone not null,
  updated_at          timestamp(3) with time zone not null,
  protocol            varchar(64)  not null,
  constraint one_case_a_protocol unique (series_instance_uid, content_hash, protocol)
);
insert into new_case_record
  select case_id, series_instance_uid, content_hash, state, detail, attempts, created_at, updated_at, 'default'
  from case_record;

create table new_delivery (
  case_id         varchar(32)  not null,
  target          varchar(64)  not null,
  state           varchar(16)  not null,
  detail          varchar(4000) not null,
  attempts        integer      not null,
  next_attempt_at timestamp(3) with time zone not null,
  constraint one_delivery_a_target primary key (case_id, target),
  constraint delivery_of_case foreign key (case_id) references new_case_record (case_id)
);
insert into new_delivery select case_id, target, state, detail, attempts, next_attempt_at from delivery;

drop table delivery;
drop table case_record;
alter table new_case_record rename to case_record;
alter table new_delivery rename to delivery;
