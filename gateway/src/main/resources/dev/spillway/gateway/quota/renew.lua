-- KEYS: 1 open. ARGV: the lease, then reservations that are under way. Returns those that are gone.
local time = redis.call('TIME')
local ending = tonumber(time[1]) * 1000000 + tonumber(time[2]) + tonumber(ARGV[1])
local gone = {}
for i = 2, #ARGV do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) then
    redis.call('ZADD', KEYS[1], string.format('%.0f', ending), ARGV[i])
  else
    gone[#gone + 1] = ARGV[i]
  end
end
return gone
