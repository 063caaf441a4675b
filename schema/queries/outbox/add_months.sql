select ensure_month_partitions('outbox', ($1::timestamptz at time zone 'UTC')::date, 4)
