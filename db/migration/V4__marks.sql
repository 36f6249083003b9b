-- Calls begun whose answers are not known yet. When a run ends, however it does, the next one finds here what may have been
-- paid for and lost: it moves on to in_doubt_calls.
alter table job_progress add column open_calls bigint not null default 0;

-- A lease is there from the job's beginning on, so that whoever locks both locks it before the job's row.
alter table job_lease alter column epoch set default 0;
alter table job_lease alter column node drop not null;
alter table job_lease alter column taken_at drop not null;
insert into job_lease (job_id) select id from job on conflict do nothing;

-- How often in a row a job was taken up without a new answer, to find those that kill their workers.
alter table job_lease add column answers bigint not null default 0;
alter table job_lease add column takes int not null default 0;
alter table job_lease add column in_good_order boolean not null default true;
alter table job_lease add column trouble text;
comment on column job_lease.answers is 'Calls and rollouts recorded when it was taken last.';
comment on column job_lease.takes is 'Takes in a row that saw the same number of answers.';
comment on column job_lease.in_good_order is 'Whether the last run gave the job back by itself, so that its take does not count.';
comment on column job_lease.trouble is 'Why a run of it could not go on last, as far as is known.';
