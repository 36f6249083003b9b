-- Data sets and corpora: named, versioned, never changed. Their rows carry no foreign key, which would be checked row by row; they
-- come and go with their collection in one transaction.

create table data_collection (
    id         uuid primary key,
    kind       text        not null check (kind in ('dataset', 'corpus')),
    name       text        not null,
    version    int         not null,
    size       int         not null,
    language   regconfig,
    created_at timestamptz not null,
    unique (kind, name, version),
    check ((language is not null) = (kind = 'corpus'))
);
create index data_collection_by_kind on data_collection (kind, id desc);
comment on column data_collection.language is 'Of a corpus: how its texts and what is searched in them are taken apart into words.';

create table data_row (
    collection_id uuid not null,
    position      int  not null,
    label         text not null,
    data          json not null,
    language      regconfig,
    words         tsvector generated always as (to_tsvector(language, data ->> 'text')) stored,
    primary key (collection_id, position)
);
create index data_row_by_words on data_row using gin (words) where words is not null;
comment on column data_row.language is 'That of the collection; null where its rows are not searched.';

-- The sets of a job that are parts of data sets, whose rows are not copied.
create table job_set (
    job_id     uuid  not null references job on delete cascade,
    split      text  not null check (split in ('train', 'val', 'test')),
    dataset_id uuid  not null references data_collection,
    rows       int[] not null,
    primary key (job_id, split)
);
alter table job_set alter column rows set storage external;
create index job_set_by_dataset on job_set (dataset_id);
comment on column job_set.rows is 'Positions in the data set, in the order that they have in the job.';

-- The corpora that a job searches.
create table job_corpus (
    job_id    uuid not null references job on delete cascade,
    corpus_id uuid not null references data_collection,
    primary key (job_id, corpus_id)
);
create index job_corpus_by_corpus on job_corpus (corpus_id);

-- A job's examples, wherever they are kept.
create view job_data as
select job_id, split, position, label, data from job_example
union all
select s.job_id, s.split, (r.place - 1)::int, d.label, d.data
from job_set s
cross join lateral unnest(s.rows) with ordinality as r (position, place)
join data_row d on d.collection_id = s.dataset_id and d.position = r.position;
