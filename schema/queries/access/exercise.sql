-- $1 session, $2 permission, $3 person, $4 now, $5 partners, $6 since. No row if a partner was used.
insert into session_exercise (session, permission, person, first)
select $1, $2, $3, $4
 where not exists (select from session_exercise
                    where session = $1 and permission = any ($5::text[]) and first > $6)
    on conflict (session, permission) do update set first = excluded.first
returning permission
