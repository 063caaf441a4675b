-- $1 person, $2 the root unit.
select coalesce(unit, $2) from person_row where id = $1
