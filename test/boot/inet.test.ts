// SPDX-License-Identifier: MIT
import { testChecks } from './checks.ts';

const NETWORK = ['--net', 'user'];

testChecks(
  'tcp',
  {
    connect: 'connections are made, named, and refused where nobody listens',
    bulk: 'four megabytes pass through a connection between threads unchanged',
    nonblocking: 'what would wait says so, and poll and epoll tell when it does not any more',
    end: 'a connection that is shut down, closed or reset ends, and says what was lost',
    reuse: 'a port is taken as long as bind(2) says',
    options: 'options of sockets and of TCP are kept, and corked bytes come in the end',
    v6: 'IPv6 sockets take connections of both families, or of one',
    many: 'three hundred connections are open at once',
  },
  NETWORK,
);

testChecks(
  'udp',
  {
    datagrams: 'datagrams keep their boundaries and tell their senders, in fragments too',
    ports: 'ports are shared only by those who agree',
    refused: 'who is connected is told that nobody listens',
    sources: 'a socket for both families tells the source of either',
    options: 'options are kept from before a socket is bound',
    interfaces: 'interfaces are found by name and in a list',
    addresses: 'interfaces are asked for their addresses by netlink',
    files: 'name servers and counters are read in files',
  },
  NETWORK,
);
