// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'lwIP: TCP, UDP, IPv4 and IPv6',
  kind: 'feature',
  interposable: [
    // By which the rest of lwIP reaches TCP: streams.c.
    'tcp_input',
    'tcp_netif_ip_addr_changed',
    'tcp_tmr',
    // By which segments that are larger than a frame are sent: segments.c.
    'ip4_frag',
    'ip6_frag',
    'tcp_output',
    'tcp_rexmit_fast',
    'tcp_rexmit_rto_commit',
    'tcp_split_unsent_seg',
  ],
  upstream: {
    name: 'lwip',
    version: '2.1.3',
    archive: 'lwip_2.1.3+dfsg1.orig.tar.xz',
    sha256: '0a8276d09fc4e97bbba2f953d74af2388fc2195ea156be9d7589e297a68fde24',
    debianSource: 'lwip',
    url: 'https://deb.debian.org/debian/pool/main/l/lwip/lwip_2.1.3+dfsg1.orig.tar.xz',
    sources: ['src/core/*.c', 'src/core/ipv4/*.c', 'src/core/ipv6/*.c', 'src/netif/ethernet.c'],
    // What is turned off in lwipopts.h, or has a place of its own in this kernel.
    without: [
      'src/core/altcp*.c',
      'src/core/dns.c',
      'src/core/stats.c',
      'src/core/sys.c',
      'src/core/ipv4/autoip.c',
      'src/core/ipv6/dhcp6.c',
    ],
    includes: ['src/include'],
    // For headers of the C library that lwIP asks for.
    flags: ['-Ikernel/net/lwip/libc'],
  },
});
