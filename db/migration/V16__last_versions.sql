-- The last version given under each name: the number of a version that was deleted is not given again.

create table collection_name (
    kind         text not null,
    name         text not null,
    last_version int  not null,
    primary key (kind, name)
);
insert into collection_name (kind, name, last_version)
select kind, name, max(version) from data_collection group by kind, name;
