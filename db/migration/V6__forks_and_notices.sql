-- Tasks beside the jobs, in a queue of their own; a table of db-scheduler like scheduled_tasks, data as JSON.
create table background_task (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index background_task_by_execution_time on background_task (execution_time);
create index background_task_by_last_heartbeat on background_task (last_heartbeat);

create table job_fork (
    job_id     uuid primary key references job on delete cascade,
    source_id  uuid  not null,
    candidates int[] not null
);
comment on table job_fork is 'Where a job was forked from; the source may be gone.';

create table job_root (
    job_id         uuid not null references job on delete cascade,
    index          int  not null,
    components     json not null,
    val_scores     double precision[],
    val_objectives json,
    primary key (job_id, index)
);
comment on table job_root is 'The candidates that a fork begins with; without scores they are rolled out.';
