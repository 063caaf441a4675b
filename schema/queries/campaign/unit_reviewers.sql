select unit, person, set_by, changed from unit_reviewer order by unit
