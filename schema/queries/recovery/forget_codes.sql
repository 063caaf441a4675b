delete from issued_code where expires < $1::timestamptz
