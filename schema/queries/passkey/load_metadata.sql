-- The highest number that was ever read, if any, and when that was.
select number, read from passkey_metadata
