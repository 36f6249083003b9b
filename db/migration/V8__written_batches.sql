-- What became of a commit whose answer never came. Not asked of the transaction's id, since after a crash of PostgreSQL that may be
-- given to another transaction.
create table written_batch (
    writer uuid   primary key,
    batch  bigint not null
) with (fillfactor = 50);
comment on table written_batch is 'The last batch that the writer of each service process has committed.';
