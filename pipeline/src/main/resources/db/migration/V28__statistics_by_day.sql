-- Statistics of 90 days read each event and structure of every case: 5 s. What a day's cases took and gave is kept by the
-- day (UTC, days since 1970-01-01) on which they were made; kept false: to be counted (again). Until then it is counted
-- where it is asked for, so nothing is counted here. H2 keeps each statement at once: an upgrade that was killed in the
-- middle begins again, so each goes over what is there.
create table if not exists statistics_day (
  of_day integer primary key,
  kept   boolean not null
);
create index if not exists statistics_day_to_count on statistics_day (kept, of_day);
insert into statistics_day
  select d.of_day, false
  from (select distinct cast(floor(extract(epoch from created_at) / 86400) as integer) as of_day from case_record) d
  where not exists (select 1 from statistics_day s where s.of_day = d.of_day);

-- millis: how long the step took, of each case that has both its ends, separated by blanks.
create table if not exists statistics_step (
  of_day integer          not null references statistics_day (of_day),
  step   varchar(32)      not null,
  millis varchar(1000000) not null,
  primary key (of_day, step)
);

-- cases: that have the structure; of those that say a volume or a confidence: how many, mean, sum of squared deviations.
create table if not exists statistics_structure (
  of_day             integer          not null references statistics_day (of_day),
  name               varchar(64)      not null,
  model_id           varchar(200)     not null,
  model_version      varchar(200)     not null,
  cases              bigint           not null,
  volumes            bigint           not null,
  volume_mean        double precision not null,
  volume_squares     double precision not null,
  confidences        bigint           not null,
  confidence_mean    double precision not null,
  primary key (of_day, name, model_id, model_version)
);
