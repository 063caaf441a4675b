-- $1 emergency, $2 reviewer. Whether they have to do with each other: units above, below or equal, then and now; one
-- sponsored by the other over any number of steps; roles given, opened to the client that gave them, or approved, either way.
with recursive e as (
  select actor, actor_unit, opened from break_glass where id = $1::uuid
), up (start, id) as (
  select 'actor', actor_unit from e
  union
  select 'actor', a.unit from affiliation a join e on e.actor = a.person where a.superseded is null
  union
  select 'reviewer', a.unit from affiliation a where a.person = $2::uuid and a.superseded is null
  union
  select up.start, u.parent from up join unit u on u.id = up.id where u.parent is not null
), line (who, person) as (
  select 'actor', actor from e
  union
  select 'reviewer', $2::uuid
  union
  select line.who, a.sponsor from line join affiliation a on a.person = line.person and a.superseded is null
   where a.sponsor is not null
), own as (
  select 'actor' as who, actor_unit as unit from e
  union
  select 'actor', a.unit from affiliation a join e on e.actor = a.person where a.superseded is null
  union
  select 'reviewer', a.unit from affiliation a where a.person = $2::uuid and a.superseded is null
), given (holder, giver) as (
  select g.person, g.granted_by from role_grant g, e
   where g.person in (e.actor, $2::uuid) and (g.revoked is null or g.revoked > e.opened) and g.granted_by is not null
  union
  select g.person, o from e, role_grant g, unnest(g.openers) o
   where g.person in (e.actor, $2::uuid) and (g.revoked is null or g.revoked > e.opened)
  union
  select g.person, p.approver from e, role_grant g join approval p on p.request = g.request and p.verdict = 'approve'
   where g.person in (e.actor, $2::uuid) and (g.revoked is null or g.revoked > e.opened)
)
select not exists (select 1 from own where who = 'reviewer')
       or exists (select 1 from own join up on up.id = own.unit and up.start <> own.who),
       exists (select 1 from line, e where (line.who = 'actor' and line.person = $2::uuid)
                                        or (line.who = 'reviewer' and line.person = e.actor)),
       exists (select 1 from given, e where holder = e.actor and giver = $2::uuid),
       exists (select 1 from given, e where holder = $2::uuid and giver = e.actor)
