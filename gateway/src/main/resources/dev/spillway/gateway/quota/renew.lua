-- KEYS: 1 open. ARGV: the lease, then reservations that are under way.
local time = redis.call('TIME')
local ending = tonumber(time[1]) * 1000000 + tonumber(time[2]) + tonumber(ARGV[1])
for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], 'XX', string.format('%.0f', ending), ARGV[i])
end
return redis.call('ZCARD', KEYS[1])
