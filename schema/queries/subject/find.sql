-- plan: generic
select subject from pairwise_subject where person = $1::uuid and sector = $2::text
