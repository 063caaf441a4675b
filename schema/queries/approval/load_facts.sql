-- $1 approver, $2 requester or null, $3 beneficiary or null, $4 from when on a grant that they gave, or opened to the client
-- that gave it, does not count.
-- The line of sponsors above the approver; a ring in it ends where it closes.
with recursive above (person) as (
  select sponsor from affiliation where person = $1::uuid and superseded is null and sponsor is not null
  union
  select a.sponsor from affiliation a join above b on a.person = b.person
   where a.superseded is null and a.sponsor is not null
)
select exists (select from above where person = $2::uuid),
       exists (select from above where person = $3::uuid),
       array(select g.id from role_grant g
              where (g.granted_by in ($2::uuid, $3::uuid) or g.openers && array[$2::uuid, $3::uuid]) and g.created >= $4::timestamptz
                and (g.person = $1::uuid
                     or g.id in (select d.delegated_from from role_grant d where d.person = $1::uuid)))
