-- $1 journal rows, $2 client, $3 unit, $4 employer, $5 now, $6 version of If-Match or null, $7 who
-- opens it or null. Groups were opened for
-- the unit of that time: in another unit they are closed, and their grants end.
with before as (
  select unit from scim_connection where client = $2::uuid
), saved as (
  insert into scim_connection (client, unit, employer, created, opened_by)
  select $2::uuid, $3::uuid, $4::text, $5::timestamptz, $7::uuid
   where exists (select from unit where id = $3::uuid)
  on conflict (client) do update
    set unit = excluded.unit, employer = excluded.employer, version = scim_connection.version + 1,
        opened_by = case when scim_connection.unit = excluded.unit then scim_connection.opened_by
                         else excluded.opened_by end
    where $6::bigint is null or scim_connection.version = $6::bigint
  returning version, unit
), gone as (
  select g.id from scim_group g, saved, before where g.client = $2::uuid and before.unit <> saved.unit
), ended as (
  update role_grant set revoked = $5::timestamptz, revoked_by = $2::uuid, revoke_reason = 'group_closed', seal = null,
         version = version + 1
   where revoked is null
     and id in (select m.role_grant from scim_member m join gone on gone.id = m.scim_group)
), dropped as (
  delete from scim_group where id in (select id from gone)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from saved)
)
select version from saved
