select id from person where state = 'frozen' and frozen_until <= $1::timestamptz order by frozen_until limit 100
