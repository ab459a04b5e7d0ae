-- Each line of the file is a signature, a tab and the body that it signs. None is sent twice.
local events = {}
local sent = 0

function init(args)
  for line in io.lines(args[1]) do
    events[#events + 1] = line
  end
end

function request()
  sent = sent + 1
  local signature, body = events[sent]:match("^([^\t]*)\t(.*)$")
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json", ["Stripe-Signature"] = signature }, body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"p50Ms":%f,"p99Ms":%f,"failures":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status
  ))
end
