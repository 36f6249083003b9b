-- What is no longer kept: deleted jobs, and the calls and traces of jobs that ended long ago.

alter table job add column pruned_at timestamptz;
comment on column job.pruned_at is 'When calls and traces were last cleared away; before finished_at where the job was reopened since.';
create index job_by_finished_at on job (finished_at);
create index job_to_prune on job (finished_at) where pruned_at is null or pruned_at < finished_at;

create table deleted_job (
    job_id uuid        primary key,
    at     timestamptz not null
);
create index deleted_job_by_at on deleted_job (at);
comment on table deleted_job is 'Jobs whose bulk rows, which no foreign key reaches, are still to be deleted.';
