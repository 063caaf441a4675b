create table if not exists schema_migration (
  version       integer primary key,
  name          text not null,
  checksum      text not null,           -- SHA-256 of the file, hex
  oldest_binary text not null,           -- the oldest binary that may run on it
  applied       timestamptz not null default clock_timestamp(),
  applied_by    text not null            -- version of the binary that applied it
)
