// SPDX-License-Identifier: MIT
import type { CompatProgram } from '../../src/cli/compat.ts';

const LIBRARY = '/usr/lib/python3.11';

const IMPORTS = `
import asyncio, ctypes, decimal, hashlib, json, re, sqlite3, struct, threading, zlib
print(json.dumps({"a": [1, 2.5, None]}), hashlib.sha256(b"thimble").hexdigest(), zlib.crc32(b"x"))
decimal.getcontext().prec = 50
print(decimal.Decimal(2).sqrt(), re.sub(r"(\\w+)", lambda m: m[1].title(), "quick brown fox"))
db = sqlite3.connect(":memory:")
db.execute("create table t(a, b)"); db.executemany("insert into t values (?, ?)", [(i, i * i) for i in range(1000)])
print(db.execute("select sum(a), max(b) from t").fetchone(), struct.pack("<IHd", 1, 2, 3.5).hex())
total = []
threads = [threading.Thread(target=lambda n=n: total.append(sum(range(n * 1000)))) for n in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
print(sorted(total))
async def work(n):
    await asyncio.sleep(0.001 * n)
    return n * n
async def main():
    return await asyncio.gather(*(work(n) for n in range(10)))
print(asyncio.run(main()), ctypes.sizeof(ctypes.c_long), ctypes.CDLL(None).abs(-42))
`;

/** Runs a module of Python's own tests and prints what failed, without the times that the usual runner prints. */
function testScript(module: string): string {
  return `
import contextlib, io, os, sys, tempfile, unittest
# Some tests write into the folder where they are.
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
suite = unittest.defaultTestLoader.loadTestsFromName("test.${module}")
if suite.countTestCases() < 2: sys.exit("the tests are not there")
# Some tests print how long they took.
with contextlib.redirect_stdout(io.StringIO()): result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
bad = {}
for test, text in result.failures + result.errors:
    lines = text.strip().splitlines()
    places = [line.split('"')[1].split("/")[-1] for line in lines if line.startswith('  File "')]
    # What fails while it is cleaned up comes after the reason.
    bad.setdefault(test.id(), lines[-1] + (" (in " + places[-1] + ")" if places else ""))
print(result.testsRun, "tests,", len(result.skipped), "skipped,", len(bad), "failed")
for test in sorted(bad): print("FAILED", test + ":", bad[test])
`;
}

function pythonTests(module: string): CompatProgram {
  return {
    name: `python3 ${module}`,
    package: 'python3',
    also: {
      file: `${LIBRARY}/test/${module === 'test_json' ? 'test_json/__init__' : module}.py`,
      package: 'libpython3.11-testsuite',
    },
    program: '/usr/bin/python3',
    args: ['-c', testScript(module)],
    shown: `python3 -m unittest test.${module}`,
    files: [LIBRARY],
    failure: /^FAILED test\.(?<test>\S+): (?<why>.*)$/,
    memory: '256M',
    seconds: 600,
    // That of threads takes minutes.
    quick: module !== 'test_threading',
  };
}

export const programs: readonly CompatProgram[] = [
  {
    name: 'python3',
    package: 'python3',
    program: '/usr/bin/python3',
    args: ['-c', IMPORTS],
    shown: 'python3 -c (json, hashlib, sqlite3, re, threading, asyncio, decimal, ctypes)',
    files: [LIBRARY],
    memory: '192M',
    seconds: 300,
    quick: true,
  },
  ...['test_json', 'test_re', 'test_struct', 'test_threading'].map(pythonTests),
];
