-- A try proved right, or was never judged: what throttle_take took is given back.
-- KEYS[n] counter of rule n; ARGV[1] '1' success, '0' not judged; ARGV[1 + n] kind 'g' or 'w'.
for i, key in ipairs(KEYS) do
  if ARGV[1] == '1' and ARGV[1 + i] == 'g' then
    redis.call('DEL', key)
  elseif tonumber(redis.call('HGET', key, 'n') or 0) > 0 then
    redis.call('HINCRBY', key, 'n', -1)
    redis.call('HSET', key, 'u', 0)
  end
end
return 1
