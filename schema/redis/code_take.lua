-- Redeems a code once: KEYS[1] the code's hash, ARGV[1] the client that asks, ARGV[2] how many seconds the
-- mark of use stays. A value is the client id, a line feed and the record.
local value = redis.call('GET', KEYS[1])
if not value then return {'absent'} end
if value == 'used' then return {'used'} end
local line = string.find(value, '\n', 1, true)
if string.sub(value, 1, line - 1) ~= ARGV[1] then return {'other_client'} end
redis.call('SET', KEYS[1], 'used', 'EX', ARGV[2])
return {'taken', string.sub(value, line + 1)}
