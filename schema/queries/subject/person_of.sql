select person from pairwise_subject where subject = $1::text
