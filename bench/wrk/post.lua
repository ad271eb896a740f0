-- POST of one form, again and again. $AUTHORIZATION, $BODY; every answer must be 200 and contain $EXPECT.
-- With $REALMS, {realm} in the path becomes a random number below it.
dofile(os.getenv("WRK_CHECK"))

local realms = tonumber(os.getenv("REALMS") or "0")
local expect = os.getenv("EXPECT")
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Authorization"] = os.getenv("AUTHORIZATION") }
local path, body, fixed

function init()
  math.randomseed(os.time())
  path, body = os.getenv("REQUEST_PATH"), os.getenv("BODY")
  fixed = wrk.format("POST", path, headers, body)
end

function request()
  if realms == 0 then return fixed end
  return wrk.format("POST", (string.gsub(path, "{realm}", tostring(math.random(0, realms - 1)))), headers, body)
end

function response(status, _, answer)
  if status ~= 200 or not string.find(answer, expect, 1, true) then complain(status, answer) end
end
