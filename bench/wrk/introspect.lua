-- POST of a random token of the file $TOKENS (lines: live|expired|revoked TOKEN). Answers carry no mark of the token they are
-- about, so each must be a proper answer, and the runner compares the share of active ones with the file's.
dofile(os.getenv("WRK_CHECK"))

local requests, count = {}, 0

function init()
  math.randomseed(os.time())
  local headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Authorization"] = os.getenv("AUTHORIZATION") }
  for line in io.lines(os.getenv("TOKENS")) do
    count = count + 1
    requests[count] = wrk.format("POST", os.getenv("REQUEST_PATH"), headers, "token=" .. string.match(line, " (.+)$"))
  end
end

function request()
  return requests[math.random(1, count)]
end

function response(status, _, answer)
  if status == 200 and string.find(answer, '"active":true', 1, true) then
    active = active + 1
  elseif status ~= 200 or not string.find(answer, '"active":false', 1, true) then
    complain(status, answer)
  end
end
