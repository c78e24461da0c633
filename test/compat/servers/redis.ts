// SPDX-License-Identifier: MIT
import type { CompatServer } from '../../../src/cli/compat-server.ts';

const TYPES = `redis-cli -p "$PORT" <<'END'
PING
SET greeting hello
APPEND greeting " world"
GET greeting
INCRBY count 41
INCRBYFLOAT count 1.5
RPUSH list a b c
LRANGE list 0 -1
HSET hash a 1 b 2
HGETALL hash
ZADD scores 3 c 1 a 2 b
ZRANGE scores 0 -1 WITHSCORES
SADD set x y z
SCARD set
XADD stream 1-1 field value
XRANGE stream - +
SETBIT bits 100 1
BITCOUNT bits
PFADD visitors a b c a
PFCOUNT visitors
GEOADD places 13.361389 38.115556 Palermo 15.087269 37.502669 Catania
GEODIST places Palermo Catania km
OBJECT ENCODING list
EXPIRE greeting 1000
PERSIST greeting
TTL greeting
INCR list
MULTI
INCR n
INCR n
EXEC
END`;

const SCRIPTS = `redis-cli -p "$PORT" <<'END'
EVAL "local sum = 0 for i = 1, 1000 do redis.call('RPUSH', KEYS[1], i) sum = sum + i end return sum" 1 numbers
EVAL "return {KEYS[1], ARGV[1], #redis.call('LRANGE', KEYS[1], 0, -1), cjson.encode({a = {1, 2}}), string.format('%.3f', math.pi)}" 1 numbers x
EVAL "return redis.call('NOSUCH')" 0
SCRIPT LOAD "return ARGV[1]"
FUNCTION LOAD "#!lua name=mine\\nredis.register_function('twice', function(keys, args) return args[1] * 2 end)"
FCALL twice 0 21
END`;

const MANY = `seq 10000 | sed 's/.*/SET key:& value-&/' | redis-cli -p "$PORT" --pipe
redis-cli -p "$PORT" DBSIZE
seq 10000 | sed 's/.*/GET key:&/' | redis-cli -p "$PORT" | sort | sha256sum`;

const MESSAGES = `redis-cli -p "$PORT" SUBSCRIBE news other > heard &
until [ "$(redis-cli -p "$PORT" PUBSUB NUMSUB news other | tr '\\n' ' ')" = 'news 1 other 1 ' ]; do :; done
for i in 1 2 3; do redis-cli -p "$PORT" PUBLISH news "message $i"; done
redis-cli -p "$PORT" PUBLISH other end
until grep -q end heard; do :; done
kill $!
cat heard`;

const SAVED = `redis-cli -p "$PORT" <<'END'
SET saved yes
SAVE
DEBUG RELOAD
GET saved
APPEND saved !
DEBUG LOADAOF
GET saved
END`;

const TESTS = 'ping,set,get,incr,lpush,lrange_100,mset';

export const server: CompatServer = {
  name: 'redis',
  package: 'redis-server',
  // Both ways to keep data, on the file system in memory.
  args: ['--dir', '/tmp', '--appendonly', 'yes', '--enable-debug-command', 'yes'],
  ports: { PORT: 6379 },
  clients: [
    { command: '/usr/bin/redis-cli', package: 'redis-tools' },
    { command: '/usr/bin/redis-benchmark', package: 'redis-tools' },
  ],
  talks: [
    { name: 'values of each type', script: TYPES, quick: true },
    { name: 'Lua scripts and functions', script: SCRIPTS, quick: true },
    { name: 'publishing to a subscriber', script: MESSAGES, quick: true },
    { name: '10,000 keys by --pipe, read back one by one', script: MANY },
    { name: 'RDB and AOF written and loaded', script: SAVED, quick: true },
    {
      name: '--latency',
      script: 'redis-cli -p "$PORT" --latency -i 1',
      varying: /\d+(\.\d+)?/g,
    },
    {
      name: 'redis-benchmark, one by one and in pipelines',
      script: [1, 16]
        .map((depth) => `redis-benchmark -p "$PORT" -n 1000 -c 8 -P ${depth} --csv -t ${TESTS} | cut -d, -f1`)
        .join('\n'),
    },
  ],
};
