-- $1 journal rows, $2 client, $3 record, $4 person, $5 units, $6 now: somebody who has a post there already.
with linked as (
  update scim_user u set person = $4::uuid, changed = $6::timestamptz, version = version + 1
   where u.id = $3::uuid and u.client = $2::uuid and u.person is null and u.deleted is null and u.active
     and exists (select from person_row p
                  where p.id = $4::uuid and p.state = 'active' and p.unit = any ($5::uuid[])
                    and (p.ends is null or p.ends > $6::timestamptz))
  returning u.id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select from linked)
)
select id from linked
