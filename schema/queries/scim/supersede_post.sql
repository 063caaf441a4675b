-- $1 person, $2 units, $3 now: the post is the client's to change only while it is in one of its units. planned:
-- the end of the post before it.
with known as (
  update person p set changed = $3::timestamptz, version = version + 1
   where p.id = $1::uuid and p.state not in ('closed', 'erased')
     and exists (select from affiliation a
                  where a.person = p.id and a.superseded is null and a.unit = any ($2::uuid[]))
  returning p.id
)
update affiliation a set superseded = greatest($3::timestamptz, a.recorded)
 where a.person = (select id from known) and a.superseded is null
returning a.employer, a.unit, a.post, a.sponsor, a.starts, a.ends,
          (select h.ends from affiliation h where h.person = $1::uuid and h.superseded is not null
            order by h.superseded desc limit 1) as planned
