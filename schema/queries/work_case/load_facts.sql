-- $1 person, $2 assignee, $3 purpose, $4 now, $5 the root unit.
select (select coalesce(unit, $5) from person_row where id = $1),
       exists (select from person_row where id = $2 and state = 'active' and starts <= $4
                                        and (ends is null or ends > $4)),
       exists (select from purpose where code = $3)
