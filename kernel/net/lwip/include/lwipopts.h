/* SPDX-License-Identifier: MIT */
/*
 * How lwIP is built here (its src/include/lwip/opt.h explains each word). All of it runs under one mutex of
 * ours, in whichever thread needs something of it: no threads, mailboxes or locks of its own (NO_SYS), and no
 * socket layer, since the kernel has one.
 */
#pragma once

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_TIMERS 1

/* Memory comes from the kernel's heap, as much as there is; no pools. */
#define MEM_ALIGNMENT 16
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define mem_clib_malloc lwip_malloc
#define mem_clib_calloc lwip_calloc
#define mem_clib_free lwip_free
/* Received packets are brought in as they are; nothing takes from a pool. */
#define PBUF_POOL_SIZE 0

#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_ETHERNET 1
#define LWIP_ARP 1
#define ETHARP_SUPPORT_STATIC_ENTRIES 0
#define ARP_QUEUEING 1
#define ARP_TABLE_SIZE 64
#define IP_FORWARD 0
#define IP_DEFAULT_TTL 64 /* RFC 1700, and Linux */
#define IP_REASSEMBLY 1
#define IP_FRAG 1
#define IP_REASS_MAX_PBUFS 64
#define LWIP_IPV6_REASS 1
#define LWIP_IPV6_FRAG 1
#define LWIP_IPV6_MLD 1
#define LWIP_IPV6_SEND_ROUTER_SOLICIT 1
#define LWIP_IPV6_AUTOCONFIG 1
#define LWIP_IPV6_DHCP6 0
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS 0
#define IPV6_FRAG_COPYHEADER 1
#define LWIP_ICMP 1
#define LWIP_ICMP6 1
#define LWIP_RAW 0
#define LWIP_IGMP 0
#define LWIP_MULTICAST_TX_OPTIONS 0
#define IP_SOF_BROADCAST 0
#define SO_REUSE 1
#define SO_REUSE_RXTOALL 1

#define LWIP_DHCP 1
/* An address that DHCP gave is taken at once: waiting for somebody to object takes seconds. */
#define DHCP_DOES_ARP_CHECK 0
#define LWIP_AUTOIP 0
/* Programs ask name servers themselves; lwIP only learns by DHCP which ones there are. So its client, dns.c,
 * is not compiled, and what the rest of lwIP calls of it is in port.c. */
#define LWIP_DNS 1
#define LWIP_DHCP_MAX_DNS_SERVERS 3
#define LWIP_HOOK_FILENAME "arch/hooks.h"
#define LWIP_HOOK_IP4_INPUT(pbuf, netif) lwip_hear_v4(pbuf, netif)
#define LWIP_HOOK_IP6_INPUT(pbuf, netif) lwip_hear_v6(pbuf, netif)
#define LWIP_NETIF_HOSTNAME 1

#define LWIP_HAVE_LOOPIF 1
#define LWIP_NETIF_LOOPBACK 1
/* The queue is bounded by what the senders' windows let them send. */
#define LWIP_LOOPBACK_MAX_PBUFS 0xffff
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_NETIF_LINK_CALLBACK 0
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
/* In front of what is sent, for who sends it: inet/transmit.c. */
#define PBUF_LINK_ENCAPSULATION_HLEN 72
#define LWIP_SUPPORT_CUSTOM_PBUF 1

#define LWIP_UDP 1
#define LWIP_NETBUF_RECVINFO 1

#define LWIP_TCP 1
#define LWIP_CALLBACK_API 1
#define TCP_MSS 1460
#define TCP_CALCULATE_EFF_SEND_MSS 1
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 3
#define TCP_WND 262144
#define TCP_SND_BUF 262144
#define TCP_SND_QUEUELEN 4096
#define TCP_SNDLOWAT 32768
#define TCP_OVERSIZE TCP_MSS
/* Where more is to follow, all that a page holds, if the segment may be so large. */
#define TCP_OVERSIZE_CALC_LENGTH(length) LWIP_MAX(length, LWIP_PIECE)
#define TCP_QUEUE_OOSEQ 1
/* Packets that wait for one before them; what is within a window, unless they are small. */
#define TCP_OOSEQ_PBUFS_LIMIT(pcb) (lwip_memory() == LWIP_MEMORY_ENOUGH ? 256 : 0)
#define LWIP_TCP_SACK_OUT 1
#define LWIP_TCP_TIMESTAMPS 0
#define LWIP_TCP_KEEPALIVE 1
/* lwIP would count connections that were only begun in the same 8 bits as those to be accepted: see
 * lwip_admit. */
#define TCP_LISTEN_BACKLOG 0
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, options_size, first_size, second, segment)                   \
    lwip_admit(pcb, header, options_size, first_size, segment)
/* Half of how long a closed connection is remembered, in ms. Short, since each takes memory, and looking for
 * a connection means going through all of them. */
#define TCP_MSL 5000ul

#define LWIP_STATS 0
#define LWIP_RAND_FOR_TCP_ISN 1
#define LWIP_HOOK_TCP_ISN lwip_first_sequence

/* Functions called sys_... are system calls in this kernel. */
#define sys_now lwip_now
#define sys_timeout lwip_timeout
#define sys_untimeout lwip_untimeout
#define sys_timeouts_init lwip_timeouts_init
#define sys_check_timeouts lwip_check_timeouts
#define sys_restart_timeouts lwip_restart_timeouts
#define sys_timeouts_sleeptime lwip_timeouts_sleeptime
