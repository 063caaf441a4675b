-- The salt is written with the first event only: an erasure may have taken it since.
insert into journal_subject as s (subject, salt, counter)
select subject, salt, counter from unnest($1::uuid[], $2::bytea[], $3::bigint[]) as t (subject, salt, counter)
    on conflict (subject) do update set counter = excluded.counter
