-- Who sent slices of a series, and how his association (or request) ended.
create table series_sender (
  series_instance_uid varchar(64) not null,
  association         varchar(64) not null,
  state               varchar(16) not null,
  began_at            timestamp with time zone not null,
  ended_at            timestamp with time zone,
  primary key (series_instance_uid, association)
);
create index series_sender_by_association on series_sender (association);

-- Instances of a series that are no slices of it (localizers) and were put aside.
create table series_set_aside (
  series_instance_uid varchar(64) not null,
  sop_instance_uid    varchar(64) not null,
  primary key (series_instance_uid, sop_instance_uid)
);
