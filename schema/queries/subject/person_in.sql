-- plan: generic
select person from pairwise_subject where subject = $1::text and sector = $2::text
