-- KEYS: 1 open: reservations by the end of their lease  2 held: what each holds  3 state: rates and
-- counts of scopes  4 done: what was settled of late  5 day and 6 month: of each scope what it spent
-- and holds; with '!' what it spent; with '@' when the count began
--
-- Nothing here expires but 'done' and what is past: a Redis that is full drops first what expires.
--
-- Amounts are picodollars as decimal text: a Lua number would round them. Times are microseconds.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local MINUTE = 60000000

local function more(one, other)
  if string.sub(one, 1, 1) == '-' then
    return false
  end
  if #one ~= #other then
    return #one > #other
  end
  return one > other
end

local function add(key, field, amount)
  if amount ~= '0' then
    redis.call('HINCRBY', key, field, amount)
  end
end

local function take(key, field, amount)
  if amount ~= '0' then
    redis.call('HINCRBY', key, field, '-' .. amount)
  end
end

-- Takes money that was held off the counters. Those that began anew since, because Redis lost them,
-- do not know of it.
local function uncount(held, amount)
  for _, scope in ipairs(held.scopes) do
    if scope.day and redis.call('HGET', held.day, '@' .. scope.id) == scope.day then
      take(held.day, scope.id, amount)
    end
    if scope.month and redis.call('HGET', held.month, '@' .. scope.id) == scope.month then
      take(held.month, scope.id, amount)
    end
  end
end

-- Gives back what a reservation holds; false if there is none.
local function release(id)
  local text = redis.call('HGET', KEYS[2], id)
  if not text then
    return false
  end
  local amount = redis.call('HGET', KEYS[2], id .. '$') or '0'
  redis.call('HDEL', KEYS[2], id, id .. '$')
  redis.call('ZREM', KEYS[1], id)
  local held = cjson.decode(text)
  for _, scope in ipairs(held.scopes) do
    if scope.counted and redis.call('HINCRBY', KEYS[3], scope.id .. ':c', -1) <= 0 then
      redis.call('HDEL', KEYS[3], scope.id .. ':c')
    end
  end
  uncount(held, amount)
  return true
end

-- Gives back a part of it, or all the money if that is less.
local function shrink(id, amount)
  local text = redis.call('HGET', KEYS[2], id)
  if not text then
    return false
  end
  local all = redis.call('HGET', KEYS[2], id .. '$') or '0'
  if more(amount, all) then
    amount = all
  end
  take(KEYS[2], id .. '$', amount)
  uncount(cjson.decode(text), amount)
  return true
end

-- What the scopes have taken of their budgets, and what is left of their rates.
local function report(scopes)
  local lines = {}
  for i, scope in ipairs(scopes) do
    local line = {'', '', 0, 0, 0, 0}
    if scope.day then
      line[1] = redis.call('HGET', KEYS[5], scope.id) or ''
    end
    if scope.month then
      line[2] = redis.call('HGET', KEYS[6], scope.id) or ''
    end
    local function rate(field, limit, at)
      if limit and limit > 0 then
        local tat = tonumber(redis.call('HGET', KEYS[3], scope.id .. field) or '0')
        local used = math.max(0, tat - now)
        line[at] = math.max(0, math.floor((MINUTE - used) * limit / MINUTE + 0.000001))
        line[at + 1] = math.ceil(used)
      end
    end
    rate(':r', scope.requests, 3)
    rate(':t', scope.tokens, 5)
    lines[i] = line
  end
  return lines
end
