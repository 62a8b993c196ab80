-- What has arrived: one row an instance, written after its file is safely stored.
create table instance (
  sop_instance_uid    varchar(64)  primary key,
  series_instance_uid varchar(64)  not null,
  file                varchar(1000) not null,
  sha256              char(64)     not null,
  bytes               bigint       not null,
  source              varchar(16)  not null,
  received_at         timestamp(3) with time zone not null
);
create index instance_by_series on instance (series_instance_uid);

-- What a series has come to: OPEN (slices may still arrive), CASED, HELD (incomplete), QUARANTINED.
create table series (
  series_instance_uid varchar(64)  primary key,
  state               varchar(16)  not null,
  last_arrival        timestamp(3) with time zone not null,
  reason              varchar(4000) not null
);
create index series_by_state on series (state);

create sequence case_number start with 1;

-- One row a series AND content: late slices make a new case that supersedes the old one.
create table case_record (
  case_id             varchar(32)  primary key,
  series_instance_uid varchar(64)  not null,
  content_hash        char(64)     not null,
  state               varchar(16)  not null,
  detail              varchar(4000) not null,
  attempts            integer      not null,
  created_at          timestamp(3) with time zone not null,
  updated_at          timestamp(3) with time zone not null,
  unique (series_instance_uid, content_hash)
);

-- One row a case and target; only what failed is sent again.
create table delivery (
  case_id         varchar(32)  not null references case_record (case_id),
  target          varchar(64)  not null,
  state           varchar(16)  not null,
  detail          varchar(4000) not null,
  attempts        integer      not null,
  next_attempt_at timestamp(3) with time zone not null,
  primary key (case_id, target)
);

-- The run log; rows are only ever added.
create table event (
  sequence      bigint       primary key,
  at            timestamp(3) with time zone not null,
  case_id       varchar(32)  not null,
  type          varchar(40)  not null,
  text          varchar(4000) not null,
  previous_hash char(64)     not null,
  hash          char(64)     not null
);
create index event_by_case on event (case_id);
