-- GET of UserInfo with the token of a random person below $PEOPLE; $TOKEN_FORMAT makes the token from the number.
dofile(os.getenv("WRK_CHECK"))

local people, format, path = tonumber(os.getenv("PEOPLE")), os.getenv("TOKEN_FORMAT"), os.getenv("REQUEST_PATH")
local headers = {}

function init()
  math.randomseed(os.time())
end

function request()
  headers["Authorization"] = "Bearer " .. string.format(format, math.random(0, people - 1))
  return wrk.format("GET", path, headers)
end

function response(status, _, answer)
  if status ~= 200 or not string.find(answer, '@bench.example"', 1, true) then complain(status, answer) end
end
