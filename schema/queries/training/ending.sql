-- Those that end within 30 days of $1 and that no later one replaces; what was told of them comes along.
select t.id, t.person, t.course, t.completed, t.expires, t.recorded_by, t.recorded, t.told
  from training t
 where t.expires > $1 and t.expires <= $1 + interval '30 days'
   and (t.told is null
        or (t.told > 7 and t.expires <= $1 + interval '7 days')
        or (t.told > 1 and t.expires <= $1 + interval '1 day'))
   and not exists (select from training l
                    where l.person = t.person and l.course = t.course and l.expires > t.expires)
 order by t.expires
 limit $2
