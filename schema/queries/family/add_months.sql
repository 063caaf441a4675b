select ensure_month_partitions('oauth_grant', ($1::timestamptz at time zone 'UTC')::date, 3)
     + ensure_month_partitions('release', ($1::timestamptz at time zone 'UTC')::date, 3)
