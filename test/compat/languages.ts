// SPDX-License-Identifier: MIT
import type { CompatProgram } from '../../src/cli/compat.ts';

const LUA = `
local t = {}
for i = 1, 1000 do t[i] = (i * 7919) % 1009 end
table.sort(t)
print(#t, t[1], t[500], t[1000], string.format("%5.2f|%-8s|%q", math.pi, "lua", "a\\nb"))
print(pcall(error, {code = 2}), select("#", table.unpack(t, 1, 5)), 7 // 2, 2^53, 1e15, math.maxinteger)
local co = coroutine.wrap(function(a) for i = 1, 3 do a = coroutine.yield(a * i) end end)
print(co(5), co(6), co(7), os.date("!%Y-%m-%d", 86400 * 365), ("%d"):rep(3, ","):format(1, 2, 3))
`;

const PERL = `
my %h; $h{ $_ % 13 } += $_ for 1 .. 1000;
print join(" ", map { "$_=$h{$_}" } sort { $a <=> $b } keys %h), "\\n";
printf "%s %.3e %08b %-5s|%5s|\\n", "x" x 3, 1234.5678, 37, "ab", "cd";
print unpack("H*", pack("NnCA4w", 1, 2, 3, "abc", 300)), " ", join(",", unpack("(A2)*", "aabbcc")), "\\n";
my $s = "The quick brown fox"; (my $t = $s) =~ s/(\\w+)/\\u\\L$1/g; print "$t ", scalar reverse($s), "\\n";
eval { die { code => 42 } }; print "caught $@->{code}\\n"; local $, = "-"; print sort { $b <=> $a } (10, 9, 100, 1); print "\\n";
exit 3;
`;

const RUBY = `
h = Hash.new(0); (1..1000).each { |i| h[i % 13] += i }
puts h.sort.map { |k, v| "#{k}=#{v}" }.join(" ")
puts [3, 1, 2].sort.inspect, format("%.3e %08b", 1234.5678, 37), "abc".unpack("C*").inspect
begin; raise ArgumentError, "no"; rescue => e; puts e.message; end
puts Thread.new { 6 * 7 }.value, 2**200, "naive".upcase
`;

const PHP = `
$a = array_map(fn($i) => ($i * 7919) % 1009, range(1, 1000)); sort($a);
echo count($a), " $a[0] $a[999] ", json_encode(["a" => 1.5, "b" => [1, null, true]]), "\\n";
printf("%05.2f %s %x %b\\n", 3.14159, strrev("php"), 255, 5);
echo preg_replace_callback('/\\d+/', fn($m) => $m[0] * 2, "a1 b22 c333"), " ", hash("sha256", "thimble"), "\\n";
try { intdiv(1, 0); } catch (DivisionByZeroError $e) { echo get_class($e), "\\n"; }
exit(5);
`;

const NODE = `
const a = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1009).sort((x, y) => x - y);
console.log(a.length, a[0], a[999], [1, 2, 3].map((x) => x ** 20n.toString().length), 2n ** 200n);
console.log(require('crypto').createHash('sha256').update('thimble').digest('hex'), 'naïve'.toUpperCase());
setTimeout(() => { console.log('later'); process.exit(6); }, 10);
Promise.resolve(42).then((x) => console.log('soon', x));
`;

const TCL = `
set sum 0
for {set i 1} {$i <= 1000} {incr i} { incr sum [expr {$i * $i}] }
puts "$sum [expr {2 ** 200}] [format %.4f [expr {atan2(1, 2)}]] [lsort -integer {10 9 100 1}]"
puts [regsub -all {(\\w+)} "quick brown fox" {<\\1>}] ; puts [clock format 0 -gmt 1 -format %Y-%m-%d]
dict set d a 1 ; dict set d b 2 ; puts [dict keys $d] ; puts [string map {a b b a} "abba"] ; exit 4
`;

const GUILE = `
(use-modules (srfi srfi-1) (ice-9 regex))
(display (fold + 0 (iota 1001))) (newline) (display (expt 2 200)) (newline)
(display (match:substring (string-match "[0-9]+" "abc123def"))) (newline)
(display (call/cc (lambda (k) (for-each (lambda (x) (if (> x 3) (k x))) '(1 2 3 4 5)) 0))) (newline) (exit 7)
`;

export const programs: readonly CompatProgram[] = [
  {
    name: 'lua',
    package: 'lua5.4',
    program: '/usr/bin/lua5.4',
    args: ['-e', LUA],
    shown: 'lua5.4 -e (tables, strings, coroutines, numbers)',
    quick: true,
  },
  {
    name: 'luajit',
    package: 'luajit',
    program: '/usr/bin/luajit',
    args: ['-e', 'local s = 0; for i = 1, 1e7 do s = s + i % 7 end; print(s, jit.version_num > 0)'],
  },
  {
    name: 'perl',
    exitCode: 3,
    package: 'perl',
    program: '/usr/bin/perl',
    args: ['-e', PERL],
    shown: 'perl -e (hashes, sprintf, pack, regular expressions, die)',
    quick: true,
  },
  {
    name: 'perl modules',
    package: 'perl',
    program: '/usr/bin/perl',
    args: [
      '-MPOSIX=floor,strftime',
      '-MList::Util=sum,shuffle',
      '-MDigest::SHA=sha256_hex',
      '-MData::Dumper',
      '-e',
    ].concat(
      '$Data::Dumper::Sortkeys = 1; print Dumper({ a => [1, 2], b => floor(-1.5) }), sum(1 .. 10), " ", sha256_hex("x"), strftime(" %Y\\n", gmtime(0));',
    ),
    shown: 'perl -MPOSIX -MList::Util -MDigest::SHA -MData::Dumper -e …',
    files: [
      '/usr/share/perl',
      '/usr/lib/x86_64-linux-gnu/perl',
      '/usr/lib/x86_64-linux-gnu/perl-base',
      '/usr/share/perl5',
    ],
  },
  {
    name: 'ruby',
    package: 'ruby',
    program: '/usr/bin/ruby',
    args: ['--disable=gems', '-e', RUBY],
    shown: 'ruby -e (hashes, exceptions, threads, big numbers)',
    files: ['/usr/lib/ruby', '/usr/lib/x86_64-linux-gnu/ruby'],
  },
  {
    name: 'php',
    exitCode: 5,
    package: 'php8.2-cli',
    program: '/usr/bin/php8.2',
    args: ['-n', '-r', PHP],
    shown: 'php -n -r (arrays, JSON, regular expressions, hash, exceptions)',
    // Debian's has no time zones of its own, and writes a warning first when there are none.
    files: ['/usr/share/zoneinfo/UTC', '/usr/share/zoneinfo/tzdata.zi'],
  },
  {
    name: 'nodejs',
    exitCode: 6,
    package: 'nodejs',
    program: '/usr/bin/node',
    args: ['-e', NODE],
    shown: 'node -e (arrays, BigInt, crypto, promises, timers)',
    memory: '512M',
    seconds: 300,
  },
  {
    name: 'tcl',
    exitCode: 4,
    package: 'tcl8.6',
    program: '/usr/bin/tclsh8.6',
    args: [],
    shown: 'tclsh8.6 < (loops, big numbers, regsub, clock, dict)',
    input: TCL,
    files: ['/usr/share/tcltk/tcl8.6'],
  },
  {
    name: 'guile',
    exitCode: 7,
    package: 'guile-3.0',
    program: '/usr/bin/guile-3.0',
    args: ['--no-auto-compile', '-c', GUILE],
    shown: 'guile-3.0 -c (folds, big numbers, regular expressions, continuations)',
    // It reads its arguments by iconv, for which glibc has a library and a list of what they are called.
    files: [
      '/usr/share/guile',
      '/usr/lib/x86_64-linux-gnu/guile',
      '/usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache',
      '/usr/lib/x86_64-linux-gnu/gconv/ISO8859-1.so',
    ],
    memory: '256M',
    seconds: 300,
  },
  {
    name: 'bash',
    exitCode: 9,
    package: 'bash',
    program: '/bin/bash',
    args: [
      '-c',
      'a=(3 1 2); for i in "${a[@]}"; do ((s += i * i)); done; printf "%05d %s %q\\n" $s "${a[*]}" "a b"; [[ abc =~ b(.) ]] && echo ${BASH_REMATCH[1]}; exit 9',
    ],
    quick: true,
  },
  {
    name: 'dash',
    exitCode: 2,
    package: 'dash',
    program: '/bin/dash',
    args: [
      '-c',
      'i=0; while [ $i -lt 5 ]; do i=$((i + 1)); echo $i; done; case abc in a*) echo yes;; esac; exit 2',
    ],
    quick: true,
  },
];
