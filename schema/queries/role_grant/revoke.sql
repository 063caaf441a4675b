with new as (
  update role_grant
     set revoked = $4, revoked_by = $5, revoke_reason = $6, version = version + 1, seal = null
   where id = $2 and revoked is null and ($3::bigint is null or version = $3)
  returning id, person, role, unit, starts, ends, reason, granted_by, created, revoked, revoked_by, version, purposes,
            delegated_from, request, seal
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from new)
)
select id, person, role, unit, starts, ends, reason, granted_by, created, revoked, revoked_by, version, purposes,
       delegated_from, request, seal
  from new
