-- plan: generic
select box from code_number where person = $1::uuid
