select ensure_month_partitions('journal_event', ($1::timestamptz at time zone 'UTC')::date, 4)
