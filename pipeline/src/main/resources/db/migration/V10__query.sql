-- What lists of cases are filtered, sorted and counted by. The two fact tables are made from the run log by
-- org.contourflow.query.Facts and can be made anew: empty them and set the mark to 0.
create table case_structure (
  case_id        varchar(32)  not null,
  name           varchar(64)  not null,
  presence       varchar(16)  not null,
  volume_cc      double precision,
  confidence     double precision,
  model_id       varchar(200) not null,
  model_version  varchar(200) not null,
  weights_sha256 char(64)     not null,
  model_title    varchar(64)  not null,
  clinical_use   boolean      not null,
  primary key (case_id, name)
);
create index case_structure_by_model on case_structure (model_id, model_version, case_id);

create table case_finding (
  sequence  bigint        primary key,
  case_id   varchar(32)   not null,
  severity  varchar(16)   not null,
  code      varchar(16)   not null,
  structure varchar(64)   not null,
  text      varchar(4000) not null
);
create index case_finding_by_case on case_finding (case_id, code);
create index case_finding_by_code on case_finding (code, case_id);

create table projection_mark (
  name     varchar(32) primary key,
  sequence bigint      not null
);
insert into projection_mark values ('facts', 0);

-- What people said of a case's contours; rows are only ever added.
create table case_verdict (
  case_id varchar(32)   not null,
  kind    varchar(16)   not null,
  reason  varchar(4000) not null,
  by_user varchar(64)   not null,
  at      timestamp(3) with time zone not null
);
create index case_verdict_by_case on case_verdict (case_id);

create index case_by_created on case_record (created_at, case_id);
create index case_by_updated on case_record (updated_at, case_id);
create index cases_in_state on case_record (state, created_at, case_id);
create index case_by_protocol on case_record (protocol, case_id);

drop index event_by_case;
create index event_by_case on event (case_id, sequence);
create index event_by_type on event (type, sequence);
create index event_by_time on event (at, sequence);
