-- Clinicians' structure sets that arrived after their case was delivered: each is judged once for each case.
create table late_set (
  case_id          varchar(32) not null references case_record (case_id),
  sop_instance_uid varchar(64) not null,
  sha256           char(64)    not null,
  sent_anew        boolean     not null,
  judged_at        timestamp(3) with time zone not null,
  primary key (case_id, sop_instance_uid, sha256)
);

-- SHA-256 of the protocol's text by which the case's last step was done; empty: nobody wrote any.
alter table case_record add column protocol_sha256 varchar(64) default '' not null;
