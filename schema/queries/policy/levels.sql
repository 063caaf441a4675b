-- Of every role; '' where none is set.
select r.name, coalesce(s.least, ''), coalesce(s.version, 0)
  from role r left join sign_in_level s on s.role = r.name
 order by r.name
