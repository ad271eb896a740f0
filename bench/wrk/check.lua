-- Shared by the scripts: counts answers that are not what they must be, and prints the run as one line of JSON.
--
-- wrk calls `response` for every answer, so every answer of the measured window is checked.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

wrong, first_wrong = 0, ""
active = 0

-- Notes an answer that failed its check.
function complain(status, body)
  wrong = wrong + 1
  if first_wrong == "" then
    first_wrong = string.format("%d %s", status, string.sub(body or "", 1, 300))
  end
end

local function escape(text)
  return (string.gsub(text, '[%c"\\]', function(character) return string.format("\\u%04x", string.byte(character)) end))
end

function done(summary, latency)
  local thread = threads[1]
  local errors = summary.errors
  io.write(string.format(
    'JSON{"done":%d,"seconds":%f,"wrong":%d,"first_wrong":"%s","active":%d,"socket":%d,"p50":%f,"p99":%f,"max":%f}\n',
    summary.requests, summary.duration / 1e6, thread:get("wrong"), escape(thread:get("first_wrong")), thread:get("active"),
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
