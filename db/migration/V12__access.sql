-- Who may come in, and what was done by whom.

create table access_key (
    id           uuid primary key,
    name         text        not null unique,
    role         text        not null check (role in ('viewer', 'operator', 'admin')),
    hint         text        not null unique,
    hash         bytea       not null,
    created_at   timestamptz not null,
    created_by   text,
    last_used_at timestamptz
);
comment on column access_key.hint is 'How the key begins; enough to find it, not to use it.';
comment on column access_key.hash is 'SHA-256 of the whole key, which is random: 256 bits.';
comment on column access_key.last_used_at is 'Not every use is written: to a minute.';

-- Browsers that are logged in. The key may be one of the settings, so it is no foreign one; without its key a session is worth nothing.
create table access_session (
    hash       bytea primary key,
    key_id     uuid        not null,
    expires_at timestamptz not null
);
create index access_session_by_key on access_session (key_id);
create index access_session_by_end on access_session (expires_at);
comment on column access_session.hash is 'SHA-256 of the cookie, which is random.';

-- Kept when what it tells of is gone.
create table audit_entry (
    id       bigint generated always as identity primary key,
    at       timestamptz not null,
    key_id   uuid,
    key_name text,
    action   text        not null,
    subject  uuid,
    data     json        not null
);
comment on column audit_entry.key_name is 'Null where the service was open and no key was shown.';

alter table job add column requested_by text;
comment on column job.requested_by is 'Name of the key that asked for the pause or the end last; null where nobody or no key did.';
