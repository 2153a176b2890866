#!lua name=reco2

-- The atomic steps of a shared store. All keys of a step are of one partition, so of one slot. Every function that may write
-- writes something whatever comes of it, so that the acknowledgement of that write covers what it saw.
--
-- A partition has a hash with what is known of it: ms, seq (place of its newest fact), n (how many facts it ever had), a (the
-- newest moment of acceptance), oms, oseq (place of the newest fact that is gone from here), bms, bseq (that of the newest that is
-- gone for good, where some are kept elsewhere). An entry of its log is named by the place of
-- its last fact: f is a run of facts, k how many, n how many the partition had with them.
--
-- A reader is a string: version (4 bytes, raised by each write), version of the pages (4, raised where pages change other than by
-- what events say of them), days of the last acceptance and of the last page (2 each, the latter 0 for none), how long what follows
-- is (3), a ReaderRecord, and room for more of it: APPEND would take twice as much memory. An event id is a field of that record of 14 bytes: tag, length, hash (7), and the
-- moment it was sent last (5), modulo 2^40.
--
-- An article is a string: version (4), A or T (a tombstone), since when the id names it (8), and the stored article or tombstone.

local HEAD = 15
local ID_TAG = '\122\012'
local MOMENTS = 1099511627776
local NO_DAY = '\0\0'
local LONG = 131072
local SEQUENCES = 1048576
-- What the allocator has beside a string.
local ASIDE = 6

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function number(value)
  return tonumber(value or 0) or 0
end

local function place(ms, seq)
  return string.format('%.0f-%.0f', ms, seq)
end

-- The next of a version; that of what is new is no one that an earlier thing of the name is likely to have had.
local function raised(version)
  local before = version and struct.unpack('>I4', version) or now_ms() % 4294967296
  return struct.pack('>I4', (before + 1) % 4294967296)
end

local function newest(partition)
  local known = redis.call('HMGET', partition, 'ms', 'seq', 'n', 'a', 'oms', 'oseq', 'bms', 'bseq')
  if not known[7] then
    known[7], known[8] = known[5], known[6]
  end
  for i = 1, 8 do
    known[i] = number(known[i])
  end
  return known
end

-- Appends a run of facts, or none, and says where the newest is then, and how many there were.
local function log(stream, partition, now, facts, count)
  local known = newest(partition)
  local ms, seq, n, accepted = known[1], known[2], known[3] + count, math.max(known[4], now)
  if count > 0 then
    local time = now_ms()
    seq = seq + count
    if time > ms or seq >= SEQUENCES then
      ms = math.max(time, ms + 1)
      seq = count - 1
    end
    local run = '\017' .. struct.pack('<I8', accepted) .. facts
    redis.call('XADD', stream, place(ms, seq), 'f', run, 'k', count, 'n', string.format('%.0f', n))
  end
  redis.call('HSET', partition, 'ms', string.format('%.0f', ms), 'seq', seq, 'n', string.format('%.0f', n),
    'a', string.format('%.0f', accepted))
  return ms, seq, n
end

-- A string with the room that the allocator would leave unused: of four sizes between a power of two and the next.
local function roomy(text)
  local size, step = #text + ASIDE, 16
  while step * 8 < size do
    step = step * 2
  end
  return text .. string.rep('\0', math.ceil(size / step) * step - size)
end

local function head_of(version, pages_version, day, page_day, length)
  return version .. pages_version .. day .. page_day .. struct.pack('>I3', length)
end

-- Writes to the end of a reader, or a new one; `pages` says whether it is a page. The head then.
local function extend(key, pages, day, ttl, added)
  local before = redis.call('GETRANGE', key, 0, HEAD - 1)
  if before == '' then
    local version = raised()
    local head = head_of(version, version, day, pages and day or NO_DAY, #added)
    redis.call('SET', key, roomy(head .. added), 'EX', ttl)
    return head
  end
  local pages_version, page_day, length = string.sub(before, 5, 8), string.sub(before, 11, 12), struct.unpack('>I3', before, 13)
  if pages then
    pages_version, page_day = raised(pages_version), day
  end
  local head = head_of(raised(before), pages_version, day, page_day, length + #added)
  if HEAD + length + #added <= redis.call('STRLEN', key) then
    redis.call('SETRANGE', key, 0, head)
    if added ~= '' then
      redis.call('SETRANGE', key, HEAD + length, added)
    end
  else
    local record = redis.call('GETRANGE', key, HEAD, HEAD + length - 1)
    redis.call('SET', key, roomy(head .. record .. added), 'KEEPTTL')
  end
  if string.sub(before, 9, 10) ~= day then
    redis.call('EXPIRE', key, ttl)
  end
  return head
end

-- Where in a reader the moment stands that an event id was sent at last.
local function id_at(reader, id)
  local first, last = string.find(reader, ID_TAG .. id, HEAD + 1, true)
  return first and last + 1
end

-- The moment at a place of a reader, which is not after `latest`.
local function moment_at(reader, at, latest)
  return latest - (latest - struct.unpack('>I5', reader, at)) % MOMENTS
end

-- Of one reader of an append: what becomes of each item. Arguments from `at` on: version or ?, count, and of each item its
-- verdict or ?, hash of its id, its moment, its record, its fact.
local function append_reader(key, erased, args, at, now, accepted, facts)
  local day, ttl, forgotten = args[3], args[4], tonumber(args[2])
  local reader = redis.call('GET', key) or ''
  local sent = struct.pack('>I5', accepted % MOMENTS)
  local added, again, mine, outcomes, touched = {}, {}, {}, {}, false
  for i = 1, tonumber(args[at + 1]) do
    local item = at + 2 + (i - 1) * 5
    local outcome, id, moment = args[item], args[item + 1], tonumber(args[item + 2])
    local known = id ~= '' and id_at(reader, id)
    if id ~= '' and erased and moment < erased then
      outcome = 'E'
    elseif outcome == '?' then
      outcome = (mine[id] or (known and moment_at(reader, known, accepted) > forgotten)) and 'D' or 'A'
    end
    if (outcome == 'A' or outcome == 'D') and id ~= '' then
      if known then
        again[#again + 1] = known - 1
      elseif not mine[id] then
        added[#added + 1] = ID_TAG .. id .. sent
      end
      mine[id] = true
      touched = true
    end
    if outcome == 'A' then
      added[#added + 1] = args[item + 3]
      facts[#facts + 1] = args[item + 4]
      touched = true
    end
    outcomes[i] = outcome
  end
  if touched then
    local head = extend(key, false, day, ttl, table.concat(added))
    if struct.unpack('>I3', head, 13) > LONG then
      outcomes[#outcomes + 1] = '!'
    end
  end
  for _, place in ipairs(again) do
    redis.call('SETRANGE', key, place, sent)
  end
  return table.concat(outcomes), at + 2 + tonumber(args[at + 1]) * 5
end

-- Keys: log, partition, and of each reader the record and the erasure. Arguments: now, up to when ids are forgotten, day, seconds
-- that a reader is kept, and those of each reader. Answers 0 and those readers, by number and as they are, that are not of the
-- version expected; or 1, the place of the newest fact, how many there were, and each reader's outcomes,
-- with ! behind where the record is so long that it should be read and rewritten.
local function append(keys, args)
  local differ, at = {0}, 5
  for i = 3, #keys, 2 do
    if args[at] ~= '?' then
      local head = redis.call('GETRANGE', keys[i], 0, 3)
      if head ~= args[at] then
        differ[#differ + 1] = (i - 3) / 2
        differ[#differ + 1] = redis.call('GET', keys[i]) or ''
      end
    end
    at = at + 2 + tonumber(args[at + 1]) * 5
  end
  if #differ > 1 then
    return differ
  end
  local now, known = tonumber(args[1]), newest(keys[2])
  local accepted, facts, answer = math.max(known[4], now), {}, {1, 0, 0, 0}
  at = 5
  for i = 3, #keys, 2 do
    local erased = redis.call('GET', keys[i + 1])
    answer[#answer + 1], at = append_reader(keys[i], tonumber(erased or nil), args, at, now, accepted, facts)
  end
  answer[2], answer[3], answer[4] = log(keys[1], keys[2], now, table.concat(facts), #facts)
  return answer
end

-- Keys: log, partition, ids of the catalogue, deleted ids, and each article. Arguments: now, facts, how many, and of each article
-- the version expected, its id, and what it becomes without version ('' for nothing new). Answers as append does.
local function change(keys, args)
  local differ = {0}
  for i = 5, #keys do
    local at = 4 + (i - 5) * 3
    if redis.call('GETRANGE', keys[i], 0, 3) ~= args[at] then
      differ[#differ + 1] = i - 5
      differ[#differ + 1] = redis.call('GET', keys[i]) or ''
    end
  end
  if #differ > 1 then
    return differ
  end
  for i = 5, #keys do
    local at = 4 + (i - 5) * 3
    local expected, id, becomes = args[at], args[at + 1], args[at + 2]
    if becomes ~= '' then
      local listed = string.sub(becomes, 1, 1) == 'A'
      redis.call('SET', keys[i], raised(expected ~= '' and expected or nil) .. becomes)
      redis.call('ZADD', listed and keys[3] or keys[4], 0, id)
      redis.call('ZREM', listed and keys[4] or keys[3], id)
    end
  end
  return {1, log(keys[1], keys[2], tonumber(args[1]), args[2], tonumber(args[3]))}
end

-- Key: a reader. Arguments: the version of the pages that the page was decided on ('' for none), the page as a record, day,
-- seconds that a reader is kept. Answers 1 and the version then, or 0 and the reader as it is.
local function keep(keys, args)
  local head = redis.call('GETRANGE', keys[1], 0, HEAD - 1)
  if string.sub(head, 5, 8) ~= args[1] then
    return {0, redis.call('GET', keys[1]) or ''}
  end
  local after = extend(keys[1], true, args[3], args[4], args[2])
  return {1, string.sub(after, 5, 8)}
end

-- Key: a reader. Arguments: the version expected, the record that takes the place of what is there and says no less, and whether it
-- has pages (1 or 0).
local function rewrite(keys, args)
  local head = redis.call('GETRANGE', keys[1], 0, HEAD - 1)
  if head == '' or string.sub(head, 1, 4) ~= args[1] then
    return {0}
  end
  local page_day = args[3] == '1' and string.sub(head, 11, 12) or NO_DAY
  local rewritten = head_of(raised(head), string.sub(head, 5, 8), string.sub(head, 9, 10), page_day, #args[2])
  redis.call('SET', keys[1], roomy(rewritten .. args[2]), 'KEEPTTL')
  return {1}
end

-- Key: a reader. Argument: the version of the pages that were read. Writes a part of what is there. Answers as keep does.
local function confirm(keys, args)
  local head = redis.call('GETRANGE', keys[1], 0, HEAD - 1)
  if string.sub(head, 5, 8) ~= args[1] then
    return {0, redis.call('GET', keys[1]) or ''}
  end
  redis.call('SETRANGE', keys[1], 0, head)
  return {1, args[1]}
end

-- Keys: log, partition. Whether the log holds what was read last: `ms`, `seq` name a fact of an entry, or one that is gone for its
-- age, or nothing at all.
local function held(keys, known, ms, seq)
  if ms < known[5] or (ms == known[5] and seq <= known[6]) then
    return true
  end
  local entry = redis.call('XRANGE', keys[1], place(ms, seq), '+', 'COUNT', 1)[1]
  if not entry then
    return false
  end
  local entry_ms, entry_seq = string.match(entry[1], '(%d+)-(%d+)')
  return tonumber(entry_ms) == ms and seq > tonumber(entry_seq) - tonumber(entry[2][4])
end

-- The newest place the log has that is not after this one.
local function going_on(keys, known, ms, seq)
  local before = redis.call('XREVRANGE', keys[1], place(ms, seq), '-', 'COUNT', 1)[1]
  local before_ms, before_seq = string.match(before and before[1] or place(known[5], known[6]), '(%d+)-(%d+)')
  return tonumber(before_ms), tonumber(before_seq)
end

-- Keys: log, partition. Arguments: place read up to, entries at most. Answers whether the log holds that place, the place it would
-- go on from if not, that of what is gone, entries, and the place of what is gone for good.
local function tail(keys, args)
  local known, ms, seq = newest(keys[2]), tonumber(args[1]), tonumber(args[2])
  if not held(keys, known, ms, seq) then
    local before_ms, before_seq = going_on(keys, known, ms, seq)
    return {0, before_ms, before_seq, known[5], known[6], {}, known[7], known[8]}
  end
  local entries = redis.call('XRANGE', keys[1], '(' .. place(ms, seq), '+', 'COUNT', args[3])
  return {1, ms, seq, known[5], known[6], entries, known[7], known[8]}
end

-- Keys: log, partition. Arguments: a place, one not before it, entries at most. Answers whether the log holds the one and the
-- other, the place of what is gone, entries after the first place, and the place to go on from where that is not held. With both
-- held, what is between them is what everybody has.
local function between(keys, args)
  local known, ms, seq = newest(keys[2]), tonumber(args[1]), tonumber(args[2])
  local first, last = held(keys, known, ms, seq), held(keys, known, tonumber(args[3]), tonumber(args[4]))
  local entries = redis.call('XRANGE', keys[1], '(' .. place(ms, seq), '+', 'COUNT', args[5])
  local before_ms, before_seq = going_on(keys, known, ms, seq)
  return {first and 1 or 0, last and 1 or 0, known[5], known[6], entries, before_ms, before_seq}
end

-- Keys: log, partition. Answers what is known of the partition, in the order above.
local function ends(keys)
  return newest(keys[2])
end

-- Keys: log, partition. Argument: a place. Writes, and says whether the log holds that place.
local function sure(keys, args)
  local known = newest(keys[2])
  redis.call('HSET', keys[2], 'a', string.format('%.0f', known[4]))
  return {held(keys, known, tonumber(args[1]), tonumber(args[2])) and 1 or 0}
end

-- Writes the places of what is gone from here and for good.
local function forget(partition, ms, seq, good_ms, good_seq)
  redis.call('HSET', partition, 'oms', string.format('%.0f', ms), 'oseq', string.format('%.0f', seq),
    'bms', string.format('%.0f', good_ms), 'bseq', string.format('%.0f', good_seq))
end

local function before(ms, seq, other_ms, other_seq)
  return ms < other_ms or (ms == other_ms and seq < other_seq)
end

-- Keys: log, partition. Argument: a place. What stands up to it is gone for good: entries are removed, and what is kept elsewhere
-- is not needed.
local function trim(keys, args)
  local known, good_ms, good_seq = newest(keys[2]), tonumber(args[1]), tonumber(args[2])
  local ms, seq, removed = known[5], known[6], 0
  local last = redis.call('XREVRANGE', keys[1], place(good_ms, good_seq), '-', 'COUNT', 1)[1]
  if last then
    local last_ms, last_seq = string.match(last[1], '(%d+)-(%d+)')
    ms, seq = tonumber(last_ms), tonumber(last_seq)
    removed = redis.call('XTRIM', keys[1], 'MINID', place(ms, seq + 1))
  end
  if before(ms, seq, good_ms, good_seq) then
    good_ms, good_seq = ms, seq
  end
  if before(good_ms, good_seq, known[7], known[8]) then
    good_ms, good_seq = known[7], known[8]
  end
  forget(keys[2], ms, seq, good_ms, good_seq)
  return {removed}
end

-- Keys: log, partition. Arguments: a place, and how many facts the partition had with it. Removes all entries up to it, which are
-- kept elsewhere, if it is that of an entry with as many facts. Answers whether it is.
local function archived(keys, args)
  local known, ms, seq = newest(keys[2]), tonumber(args[1]), tonumber(args[2])
  local entry = redis.call('XRANGE', keys[1], place(ms, seq), place(ms, seq))[1]
  if not entry or entry[2][6] ~= args[3] then
    forget(keys[2], known[5], known[6], known[7], known[8])
    return {0}
  end
  forget(keys[2], ms, seq, known[7], known[8])
  redis.call('XTRIM', keys[1], 'MINID', place(ms, seq + 1))
  return {1}
end

-- Keys: any strings.
local function read(keys)
  return redis.call('MGET', unpack(keys))
end

-- The counts of a partition's articles are a hash by id, with two fields that no id has: up to where is counted (''), and up to
-- where was counted once that was on all copies (' ').

-- Keys: counts, and articles. Arguments: the articles' ids. Answers the two places, and of each article its counts and since when
-- its id names it.
local function counts(keys, args)
  local answer = redis.call('HMGET', keys[1], '', ' ')
  answer[1], answer[2] = answer[1] or '', answer[2] or ''
  for i = 2, #keys do
    answer[#answer + 1] = redis.call('HGET', keys[1], args[i - 1]) or ''
    answer[#answer + 1] = redis.call('GETRANGE', keys[i], 5, 12)
  end
  return answer
end

-- Key: counts. Arguments: up to where was counted, up to where is, up to where is known to be on all copies, and ids with their
-- counts. Answers whether so far was counted.
local function count(keys, args)
  if (redis.call('HGET', keys[1], '') or '') ~= args[1] then
    return {0}
  end
  redis.call('HSET', keys[1], '', args[2], ' ', args[3])
  for i = 4, #args, 2 do
    redis.call('HSET', keys[1], args[i], args[i + 1])
  end
  return {1}
end

-- Key: counts. Arguments: cursor, how many. Answers the next cursor, and fields with their values.
local function all_counts(keys, args)
  return redis.call('HSCAN', keys[1], args[1], 'COUNT', args[2])
end

-- Key: ids. Arguments: the id before the first, how many.
local function list(keys, args)
  return redis.call('ZRANGEBYLEX', keys[1], args[1] == '' and '-' or '(' .. args[1], '+', 'LIMIT', 0, args[2])
end

-- Key: partition. Arguments: cursor, pattern of keys of its slot, how many. Answers the place of the newest fact, the next cursor,
-- and keys with what they hold.
local function scan(keys, args)
  local known = newest(keys[1])
  local found = redis.call('SCAN', args[1], 'MATCH', args[2], 'COUNT', args[3])
  local answer = {known[1], known[2], found[1]}
  for _, key in ipairs(found[2]) do
    answer[#answer + 1] = key
    answer[#answer + 1] = redis.call('GET', key) or ''
  end
  return answer
end

-- Key: partition. Arguments: cursor, pattern of keys of its slot, how many, a day. Answers the next cursor, and keys, with what they
-- hold, of readers whose last page is of that day or before.
local function old_pages(keys, args)
  local found = redis.call('SCAN', args[1], 'MATCH', args[2], 'COUNT', args[3])
  local answer = {found[1]}
  for _, key in ipairs(found[2]) do
    local page_day = redis.call('GETRANGE', key, 10, 11)
    if page_day > NO_DAY and page_day <= args[4] then
      answer[#answer + 1] = key
      answer[#answer + 1] = redis.call('GET', key)
    end
  end
  return answer
end

-- Key: a hash. Arguments: field, value. Sets the field unless it is set, and answers what it is then.
local function settle(keys, args)
  local value = redis.call('HGET', keys[1], args[1]) or args[2]
  redis.call('HSET', keys[1], args[1], value)
  return {value}
end

-- Key: a hash. Argument: field.
local function settled(keys, args)
  return {redis.call('HGET', keys[1], args[1]) or ''}
end

local function is_keeper(holder)
  return string.sub(holder, 1, 7) == 'keeper:'
end

-- Key: a lease. Arguments: who asks, milliseconds. Whether it is theirs from now on: a keeper takes it from whoever is none.
local function lease(keys, args)
  local holder = redis.call('GET', keys[1])
  if holder and holder ~= args[1] and (is_keeper(holder) or not is_keeper(args[1])) then
    return {0}
  end
  redis.call('SET', keys[1], args[1], 'PX', args[2])
  return {1}
end

-- What was done to readers as a whole. A reader's links are a version (4 bytes) and StoredLinks; what is begun and not done is a
-- field of the partition's lives, by reader.

-- Puts a record in the place of what is kept of a reader; nothing where there was nothing and is nothing.
local function put_reader(key, record, page_day, day, ttl)
  local before = redis.call('GETRANGE', key, 0, HEAD - 1)
  if record == '' then
    redis.call('DEL', key)
    return
  end
  local version = raised(before ~= '' and before or nil)
  local pages_version = before ~= '' and raised(string.sub(before, 5, 8)) or version
  local head = head_of(version, pages_version, day, page_day, #record)
  redis.call('SET', key, roomy(head .. record), 'EX', ttl)
end

local function put_links(key, before, links, ttl)
  redis.call('SET', key, raised(before ~= '' and before or nil) .. links, 'EX', ttl)
end

-- Key: a request. Arguments: now, up to when requests are forgotten, hash of what it asks for. Answers the hash that the request
-- has, and whether that is done.
local function request(keys, args)
  local known = redis.call('HMGET', keys[1], 'what', 'ms', 'done')
  if not known[1] or number(known[2]) <= tonumber(args[2]) then
    redis.call('DEL', keys[1])
    known = {args[3], args[1], '0'}
  end
  local moment = known[1] == args[3] and args[1] or known[2]
  redis.call('HSET', keys[1], 'what', known[1], 'ms', moment, 'done', known[3])
  redis.call('EXPIRE', keys[1], 1209600)
  return {known[1], tonumber(known[3])}
end

-- Key: a request. It is done.
local function request_done(keys)
  redis.call('HSET', keys[1], 'done', '1')
  return {1}
end

-- Key: a request. Argument: up to when requests are forgotten. Answers as request does; nothing for one that is not known.
local function request_known(keys, args)
  local known = redis.call('HMGET', keys[1], 'what', 'ms', 'done')
  if not known[1] or number(known[2]) <= tonumber(args[1]) then
    return {}
  end
  return {known[1], tonumber(known[3])}
end

-- Keys: a reader, lives. Arguments: the reader's id, the version expected, what is to be done. Answers 1, or 0, the reader as it
-- is, and what is to be done already.
local function merge_begin(keys, args)
  local begun = redis.call('HGET', keys[2], args[1])
  local version = redis.call('GETRANGE', keys[1], 0, 3)
  if begun or version ~= args[2] then
    if begun then
      redis.call('HSET', keys[2], args[1], begun)
    end
    return {0, redis.call('GET', keys[1]) or '', begun or ''}
  end
  redis.call('HSET', keys[2], args[1], args[3])
  if version ~= '' then
    -- A page that was decided on before does not come after what moves: it is decided again.
    local pages_version = redis.call('GETRANGE', keys[1], 4, 7)
    redis.call('SETRANGE', keys[1], 0, raised(version) .. raised(pages_version))
  end
  return {1}
end

-- Keys: log, partition, a reader, its links, lives. Arguments: the reader's id, now, versions of both expected, the record, its day
-- of a page, day, seconds that a reader is kept, links, fact, and 1 to do it whatever else is begun with this reader. Answers
-- 1 and as append does; or 0 and what is begun with this reader.
local function merge_take(keys, args)
  local begun = redis.call('HGET', keys[5], args[1])
  local reader, links = redis.call('GETRANGE', keys[3], 0, 3), redis.call('GETRANGE', keys[4], 0, 3)
  if (begun and args[11] ~= '1') or reader ~= args[3] or links ~= args[4] then
    return {0, begun or ''}
  end
  put_reader(keys[3], args[5], args[6], args[7], args[8])
  put_links(keys[4], links, args[9], args[8])
  return {1, log(keys[1], keys[2], tonumber(args[2]), args[10], 1)}
end

-- Keys: a reader, its links, lives. Arguments: the reader's id, what was to be done, versions of both expected, the record, its
-- day of a page, day, seconds that a reader is kept, links. Answers 1; 0 where another version is there; 2 where it is not to be
-- done any more.
local function merge_clear(keys, args)
  if redis.call('HGET', keys[3], args[1]) ~= args[2] then
    return {2}
  end
  local reader, links = redis.call('GETRANGE', keys[1], 0, 3), redis.call('GETRANGE', keys[2], 0, 3)
  if reader ~= args[3] or links ~= args[4] then
    return {0}
  end
  put_reader(keys[1], args[5], args[6], args[7], args[8])
  put_links(keys[2], links, args[9], args[8])
  redis.call('HDEL', keys[3], args[1])
  return {1}
end

-- Keys: log, partition, a reader, its erasure, its links, lives. Arguments: the reader's id, now, seconds that an erasure is
-- remembered, fact, versions of the reader and its links expected, what is to be done then ('' for nothing). Answers 1, as
-- append does, and the moment of the erasure; or 0.
local function erase(keys, args)
  if redis.call('GETRANGE', keys[3], 0, 3) ~= args[5] or redis.call('GETRANGE', keys[5], 0, 3) ~= args[6] then
    return {0}
  end
  local erased = math.max(tonumber(args[2]), newest(keys[2])[4] + 1)
  redis.call('DEL', keys[3], keys[5])
  redis.call('SET', keys[4], string.format('%.0f', erased), 'EX', args[3])
  if args[7] == '' then
    redis.call('HDEL', keys[6], args[1])
  else
    redis.call('HSET', keys[6], args[1], args[7])
  end
  local ms, seq, n = log(keys[1], keys[2], tonumber(args[2]), args[4], 1)
  return {1, ms, seq, n, erased}
end

-- Key: links. Arguments: the version expected, links, seconds that they are kept.
local function link(keys, args)
  if redis.call('GETRANGE', keys[1], 0, 3) ~= args[1] then
    return {0}
  end
  put_links(keys[1], args[1], args[2], args[3])
  return {1}
end

-- Key: lives. Arguments: a reader's id, what was to be done and is.
local function life_done(keys, args)
  if redis.call('HGET', keys[1], args[1]) == args[2] then
    redis.call('HDEL', keys[1], args[1])
  end
  return {1}
end

-- Key: lives. Answers readers, and what is to be done.
local function lives(keys)
  return redis.call('HGETALL', keys[1])
end

local function writing(name, body)
  redis.register_function('reco2_' .. name, body)
end

-- Done even where no memory is left, for it takes none, or makes room.
local function sparing(name, body)
  redis.register_function{function_name = 'reco2_' .. name, callback = body, flags = {'allow-oom'}}
end

local function looking(name, body)
  redis.register_function{function_name = 'reco2_' .. name, callback = body, flags = {'no-writes'}}
end

writing('append', append)
writing('change', change)
writing('keep', keep)
writing('settle', settle)
writing('request', request)
writing('request_done', request_done)
writing('merge_begin', merge_begin)
writing('merge_take', merge_take)
writing('merge_clear', merge_clear)
writing('erase', erase)
writing('link', link)
writing('life_done', life_done)
sparing('rewrite', rewrite)
sparing('confirm', confirm)
sparing('sure', sure)
sparing('trim', trim)
sparing('archived', archived)
sparing('count', count)
sparing('lease', lease)
looking('request_known', request_known)
looking('lives', lives)
looking('tail', tail)
looking('between', between)
looking('ends', ends)
looking('read', read)
looking('counts', counts)
looking('all_counts', all_counts)
looking('list', list)
looking('scan', scan)
looking('old_pages', old_pages)
looking('settled', settled)
