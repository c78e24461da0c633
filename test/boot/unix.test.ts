// SPDX-License-Identifier: MIT
import { testChecks } from './checks.ts';

testChecks('unix', {
  stream: 'streams move bytes both ways, whole or in pieces, and stop when they are full',
  bulk: 'a megabyte passes through a stream between threads unchanged',
  end: 'a stream that is shut down or closed ends, and says what was lost',
  listen: 'listening sockets are found by path and by abstract name, and their queues have an end',
  options: 'options of sockets are kept, and timeouts kept to',
  epoll: 'epoll tells of what comes and of the end, by edges',
  sendfile: 'a file is sent as it is, holes and all, as far as there is room',
});

testChecks('unix-messages', {
  datagram: 'datagrams keep their boundaries, tell their senders, and fill a queue',
  packets: 'sequenced packets keep their boundaries and end with the connection',
  rights: 'descriptors and credentials are passed along, and none is lost',
});
