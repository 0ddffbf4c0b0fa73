-- Sales by id, at random. SALES says up to which.
local sales = tonumber(os.getenv("SALES"))
function init() math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000) end
function request() return wrk.format("GET", "/ventes/" .. math.random(sales)) end
