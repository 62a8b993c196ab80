-- The report of a case is drawn beside its hand-over: NONE (none is wanted, or an older version drew it), DUE, DONE, FAILED.
alter table case_record add column report varchar(16) default 'NONE' not null;
alter table case_record add column report_tries integer default 0 not null;

-- 1: a person wants its contouring stopped, whichever process does it.
alter table case_record add column stopped integer default 0 not null;

-- What a person asks for, and what was answered: WAITING, DONE, REFUSED.
create sequence request_number start with 1;
create table request (
  id          bigint        primary key,
  kind        varchar(16)   not null,
  subject     varchar(128)  not null,
  argument    varchar(1000) not null,
  asked_by    varchar(64)   not null,
  asked_at    timestamp(3) with time zone not null,
  state       varchar(16)   not null,
  answer      varchar(4000) not null,
  answered_at timestamp(3) with time zone
);
create index request_by_state on request (state, id);
