select id, person, opened, closed, outcome from account_case where id = $1::uuid
