-- What doctor asks of the database: version, durability, clock, whether this node may write.
select current_setting('server_version_num')::int,
       current_setting('fsync'),
       current_setting('synchronous_commit'),
       clock_timestamp(),
       pg_is_in_recovery()
