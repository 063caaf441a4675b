update person_search_state set bits = $1::smallint
