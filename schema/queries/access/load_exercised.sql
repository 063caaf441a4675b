-- $1 session, $2 since.
select permission from session_exercise where session = $1 and first > $2
