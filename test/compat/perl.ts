// SPDX-License-Identifier: MIT
// Perl's own tests of its core. No package has them, so they are of the source from which Debian makes the package.
import type { UpstreamDeclaration } from '../../src/component/index.ts';
import { fixturePath, sourcesPath, type CompatFixture, type CompatProgram } from '../../src/cli/compat.ts';

const SOURCE: UpstreamDeclaration = {
  name: 'perl',
  version: '5.36.0',
  archive: 'perl_5.36.0.orig.tar.xz',
  sha256: '0f386dccbee8e26286404b2cca144e1005be65477979beb9b1ba272d4819bcf0',
  debianSource: 'perl',
  url: 'https://deb.debian.org/debian/pool/main/p/perl/perl_5.36.0.orig.tar.xz',
  sources: [],
  includes: [],
};

const TESTS = `${sourcesPath(SOURCE)}/t`;

/**
 * The tests look for modules in the tree that Perl is built in, and write files there. With this module they look in the places
 * of the installed Perl, and are in a folder of links to the tree.
 */
const IN_PLACE: CompatFixture = {
  name: 'perl/InPlace.pm',
  make: () => `package InPlace;
sub import {
    my (undef, $tree) = @_;
    my @inc = @INC;
    our $folder = "/tmp/thimble-perl-$$";
    mkdir $folder and chdir $folder or die "$folder: $!";
    symlink $_, s{.*/}{}r or die "$_: $!" for our @links = glob "$tree/*";
    package main;
    require './test.pl';
    no warnings 'redefine';
    *main::set_up_inc = sub { @INC = ('.', @inc) };
}
END { chdir '/'; unlink map { s{.*/}{$folder/}r } our @links; rmdir our $folder }
1;
`,
};

/** The plainest ones in turn, each line of their output with the name of the file. */
const BASE = `
for my $file (sort glob "base/*.t") {
    my $written = "";
    {
        local $^X = $^X;
        open my $before, ">&", \\*STDOUT;
        close STDOUT;
        open STDOUT, ">", \\$written;
        do "./$file";
        $written .= "died: $@" if $@;
        close STDOUT;
        open STDOUT, ">&", $before;
    }
    print map { "$file: $_\\n" } split /\\n/, $written;
}
`;

function perlTests(name: string, args: readonly string[], shown: string): CompatProgram {
  return {
    name,
    package: 'perl',
    program: '/usr/bin/perl',
    args: [`-I${fixturePath('perl')}`, `-MInPlace=${TESTS}`, ...args],
    shown,
    fixtures: [IN_PLACE],
    sources: {
      archive: SOURCE,
      paths: ['t/base', 't/op', 't/test.pl', 't/charset_tools.pl', 't/loc_tools.pl', 't/harness'],
    },
    files: ['/usr/share/perl', '/usr/lib/x86_64-linux-gnu/perl', '/usr/lib/x86_64-linux-gnu/perl-base'],
    failure: /^(?<test>(\S+\.t: )?not ok \d+.*)$/,
    // The order of hashes is another one in each run otherwise.
    env: { PERL_HASH_SEED: '0', PERL_PERTURB_KEYS: '0' },
    seconds: 300,
    quick: true,
  };
}

export const programs: readonly CompatProgram[] = [
  perlTests('perl t/base', ['-e', BASE], 'perl t/base/*.t'),
  ...['array', 'hash', 'sprintf', 'pack'].map((name) =>
    perlTests(`perl t/op/${name}`, [`${TESTS}/op/${name}.t`], `perl t/op/${name}.t`),
  ),
];
