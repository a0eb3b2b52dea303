/**
 * Lua, run by Redis as one step. The buckets of a key are a hash with the remaining requests (`r`) and tokens (`t`),
 * and their time (`at`). Running generations are a sorted set by the end of their lease. Arguments: the time, or an
 * empty text for the clock of Redis. Then the limits per minute and of concurrency, each empty for none.
 */
const head = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local limits = { r = tonumber(ARGV[2]), t = tonumber(ARGV[3]) }
local places = tonumber(ARGV[4])
local stored = redis.call('HMGET', KEYS[1], 'at', 'r', 't')
local at = tonumber(stored[1]) or now
local known = { r = tonumber(stored[2]), t = tonumber(stored[3]) }
local left = {}
for name, limit in pairs(limits) do
  left[name] = math.min(limit, (known[name] or limit) + math.max(0, now - at) * limit / 60000)
end
now = math.max(now, at)
local function store()
  local waitMs = 0
  redis.call('HSET', KEYS[1], 'at', string.format('%.17g', now))
  for name, limit in pairs(limits) do
    redis.call('HSET', KEYS[1], name, string.format('%.17g', left[name]))
    waitMs = math.max(waitMs, (limit - left[name]) * 60000 / limit)
  end
  for name, _ in pairs({ r = true, t = true }) do
    if not limits[name] then redis.call('HDEL', KEYS[1], name) end
  end
  redis.call('PEXPIRE', KEYS[1], math.ceil(waitMs) + 60000)
end
local function levels()
  return left.r and string.format('%.17g', left.r) or '', left.t and string.format('%.17g', left.t) or ''
end
`;

/**
 * Takes one request, tokens (5) and a place for the id (6) with its lease in milliseconds (7), or nothing. Returns the
 * limit that refuses and the wait in milliseconds, both empty if it is admitted. Then follow the remaining amounts of
 * both buckets.
 */
export const admitScript = `${head}
local amount = tonumber(ARGV[5])
local function wait(name, wanted)
  local missing = math.min(wanted, limits[name]) - left[name]
  return math.max(0, math.ceil(missing * 60000 / limits[name] - 0.001))
end
local refused, waitMs = '', 0
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if places and redis.call('ZCARD', KEYS[2]) >= places then refused = 'concurrency' end
if refused == '' and limits.r then
  waitMs = wait('r', 1)
  if waitMs > 0 then refused = 'requestsPerMinute' end
end
if refused == '' and limits.t then
  waitMs = wait('t', amount)
  if waitMs > 0 then refused = 'tokensPerMinute' end
end
if refused == '' then
  if limits.r then left.r = left.r - 1 end
  if limits.t then left.t = left.t - amount end
  if places then
    redis.call('ZADD', KEYS[2], now + tonumber(ARGV[7]), ARGV[6])
    redis.call('PEXPIRE', KEYS[2], ARGV[7])
  end
end
store()
local requests, tokens = levels()
return { refused, tostring(waitMs), requests, tokens }
`;

/**
 * Frees the place of an id (6), and takes tokens (5): a negative number gives tokens back. Returns the remaining
 * amounts of both buckets.
 */
export const settleScript = `${head}
if limits.t then left.t = math.min(limits.t, left.t - tonumber(ARGV[5])) end
redis.call('ZREM', KEYS[2], ARGV[6])
store()
local requests, tokens = levels()
return { requests, tokens }
`;

/** Renews the leases of ids (3 and on) by this many milliseconds (2). */
export const renewScript = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
for index = 3, #ARGV do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[index]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
`;
