-- One session record, if it is live now.
-- KEYS[1] record; ARGV[1] now (ms); ARGV[2] "load" or "peek"; ARGV[3] hash of the secret (load only).
-- Fields: s secret hash, v version, e expires (ms), i idle limit (ms), l last seen (ms), w durable last
-- seen (ms), x tombstone, g longest rest (ms), j idle limit of the highest level (ms); p a m t c u k f r: the
-- session as it was given to session_put.
-- Answer: {state}, or {'live', touch due, last seen, v, e, i, s, p, a, m, t, c, u, k, f, g, r, j}.
local r = redis.call('HMGET', KEYS[1], 'x', 's', 'v', 'e', 'i', 'l', 'w', 'p', 'a', 'm', 't', 'c', 'u', 'k', 'f', 'g', 'r',
                     'j')
if r[1] then return {'ended'} end
if not r[2] then return {'miss'} end
local now, load = tonumber(ARGV[1]), ARGV[2] == 'load'
if load and r[2] ~= ARGV[3] then return {'other_secret'} end
local expires, idle, seen, durable = tonumber(r[4]), tonumber(r[5]), tonumber(r[6]), tonumber(r[7])
if now >= expires or now >= seen + idle then return {'idle'} end
local due, gap, top = '0', math.max(tonumber(r[16] or '0'), now - seen), tonumber(r[18]) or idle
if load and now > seen then
  seen = now
  redis.call('HSET', KEYS[1], 'l', ARGV[1], 'g', string.format('%.0f', gap))
  if now - durable >= top / 12 then
    due = '1'
    redis.call('HSET', KEYS[1], 'w', ARGV[1])
  end
end
return {'live', due, string.format('%.0f', seen), r[3], r[4], r[5], r[2], r[8], r[9], r[10], r[11], r[12], r[13],
        r[14], r[15], string.format('%.0f', gap), r[17] or '[]', string.format('%.0f', top)}
