-- plan: generic
select box from notice_address where person = $1::uuid
