-- Blinded scoring of delivered drawings and those that came back.
create table blind_study (
  id         varchar(16)  primary key,
  name       varchar(100) not null,
  made_by    varchar(200) not null,
  made_at    timestamp(3) with time zone not null,
  hmac_key   varchar(64)  not null
);
create table blind_pair (
  study_id      varchar(16)  not null references blind_study (id),
  number        integer      not null,
  case_id       varchar(32)  not null,
  structure     varchar(64)  not null,
  came_back_as  varchar(64)  not null,
  ours          varchar(400) not null,
  ours_sha256   varchar(64)  not null,
  theirs        varchar(400) not null,
  theirs_sha256 varchar(64)  not null,
  primary key (study_id, number)
);
create table blind_grade (
  study_id   varchar(16)  not null,
  number     integer      not null,
  grader     varchar(200) not null,
  ours       varchar(32)  not null,
  theirs     varchar(32)  not null,
  preferred  varchar(16)  not null,
  graded_at  timestamp(3) with time zone not null,
  primary key (study_id, number, grader),
  foreign key (study_id, number) references blind_pair (study_id, number)
);
