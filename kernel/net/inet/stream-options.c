/* SPDX-License-Identifier: MIT */
/* Options of streams (tcp(7)). */
#include <abi/errno.h>
#include <abi/in.h>
#include <core/string.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>
#include <net/device.h>

#include "private.h"

/* What lwIP knows of what struct tcp_info of Linux (include/uapi/linux/tcp.h) has; the rest is 0. */
struct tcp_info {
    uint8_t tcpi_state, other_bytes[7];
    uint32_t tcpi_rto; /* microseconds */
    uint32_t tcpi_ato;
    uint32_t tcpi_snd_mss, tcpi_rcv_mss; /* bytes */
    uint32_t counts[9];
    uint32_t tcpi_pmtu;
    uint32_t tcpi_rcv_ssthresh;
    uint32_t tcpi_rtt, tcpi_rttvar;            /* microseconds */
    uint32_t tcpi_snd_ssthresh, tcpi_snd_cwnd; /* segments */
    uint32_t tcpi_advmss;
    uint32_t other_words[4];
};
_Static_assert(sizeof(struct tcp_info) == 104 && offsetof(struct tcp_info, tcpi_snd_cwnd) == 80,
               "Linux says so");
enum { INFO_ESTABLISHED = 1, INFO_SYN_SENT = 2, INFO_CLOSE = 7, INFO_CLOSE_WAIT = 8, INFO_LISTEN = 10 };

static void set_flag(struct tcp_pcb *pcb, uint8_t flag, bool on)
{
    if (on)
        ip_set_option(pcb, flag);
    else
        ip_reset_option(pcb, flag);
}

void stream_apply_options(struct inet_socket *self)
{
    struct tcp_pcb *pcb = self->tcp;
    /* As Linux, two sockets may share a port only if both ask for it; lwIP has one word for both wishes. */
    set_flag(pcb, SOF_REUSEADDR,
             socket_option(&self->socket, SO_REUSEADDR) || socket_option(&self->socket, SO_REUSEPORT));
    set_flag(pcb, SOF_KEEPALIVE, socket_option(&self->socket, SO_KEEPALIVE));
    if (self->state == STREAM_LISTENING) return;
    if (self->no_delay)
        tcp_nagle_disable(pcb);
    else
        tcp_nagle_enable(pcb);
}

/* A time of keeping alive in seconds, kept by lwIP in ms. */
static int set_seconds(struct inet_socket *self, uint32_t *ms, int value)
{
    if (value < 1 || value > 32767) return -EINVAL;
    if (self->state != STREAM_LISTENING) *ms = (uint32_t)value * 1000;
    return 0;
}

static int set_tcp(struct inet_socket *self, int name, int value)
{
    /* lwIP's control block keeps most of it; one is made if there is none yet. */
    int status = self->state == STREAM_NEW ? stream_need_pcb(self) : 0;
    if (status != 0) return status;
    struct tcp_pcb *pcb = self->tcp;
    switch (name) {
    case TCP_NODELAY:
        self->no_delay = value != 0;
        if (pcb != NULL) stream_apply_options(self);
        if (pcb != NULL && self->state == STREAM_CONNECTED && self->no_delay) tcp_output(pcb);
        return 0;
    case TCP_CORK:
        self->cork = value != 0;
        if (pcb != NULL && self->state == STREAM_CONNECTED && !self->cork) tcp_output(pcb);
        return 0;
    case TCP_KEEPIDLE: return pcb == NULL ? -EINVAL : set_seconds(self, &pcb->keep_idle, value);
    case TCP_KEEPINTVL: return pcb == NULL ? -EINVAL : set_seconds(self, &pcb->keep_intvl, value);
    case TCP_KEEPCNT:
        if (pcb == NULL || value < 1 || value > 127) return -EINVAL;
        if (self->state != STREAM_LISTENING) pcb->keep_cnt = (uint32_t)value;
        return 0;
    case TCP_MAXSEG:
    case TCP_SYNCNT:
    case TCP_LINGER2:
    case TCP_DEFER_ACCEPT:
    case TCP_WINDOW_CLAMP:
    case TCP_QUICKACK:
    case TCP_USER_TIMEOUT: return value < 0 ? -EINVAL : 0; /* what lwIP does by itself stays as it is */
    default: return -ENOPROTOOPT;
    }
}

int stream_set_option(struct socket *socket, int level, int name, const void *value, uint32_t size)
{
    struct inet_socket *self = inet_of(socket);
    int number, status;
    inet_lock();
    bool block = self->tcp != NULL && self->state != STREAM_LISTENING;
    if (level != IPPROTO_TCP) {
        status = inet_set_option(self, level, name, value, size, block ? &self->tcp->tos : NULL,
                                 block ? &self->tcp->ttl : NULL);
    } else if (name == TCP_CONGESTION) {
        status = size >= 4 && memcmp(value, "reno", 4) == 0 ? 0 : -ENOENT;
    } else if (size < sizeof(number)) {
        status = -EINVAL;
    } else {
        memcpy(&number, value, sizeof(number));
        status = set_tcp(self, name, number);
    }
    inet_unlock();
    return status;
}

static uint8_t info_state(const struct inet_socket *self)
{
    if (self->state == STREAM_LISTENING) return INFO_LISTEN;
    if (self->state == STREAM_CONNECTING) return INFO_SYN_SENT;
    if (self->tcp == NULL || self->state == STREAM_NEW) return INFO_CLOSE;
    return self->finished ? INFO_CLOSE_WAIT : INFO_ESTABLISHED;
}

static struct tcp_info info_of(const struct inet_socket *self)
{
    struct tcp_info info = {.tcpi_state = info_state(self)};
    const struct tcp_pcb *pcb = self->tcp;
    if (pcb == NULL || self->state == STREAM_LISTENING) return info;
    uint32_t mss = tcp_mss(pcb), tick_us = TCP_SLOW_INTERVAL * 1000;
    info.tcpi_rto = (uint32_t)MAX(pcb->rto, 0) * tick_us;
    info.tcpi_snd_mss = info.tcpi_rcv_mss = info.tcpi_advmss = mss;
    info.tcpi_pmtu = NET_MTU_MAX;
    /* RFC 6298 as lwIP keeps it: eight times the time, four times its variance, in ticks. */
    info.tcpi_rtt = (uint32_t)MAX(pcb->sa, 0) * tick_us / 8;
    info.tcpi_rttvar = (uint32_t)MAX(pcb->sv, 0) * tick_us / 4;
    info.tcpi_snd_cwnd = pcb->cwnd / mss;
    info.tcpi_snd_ssthresh = pcb->ssthresh / mss;
    return info;
}

static int get_tcp(struct inet_socket *self, int name, int *number)
{
    const struct tcp_pcb *pcb = self->state == STREAM_LISTENING ? NULL : self->tcp;
    switch (name) {
    case TCP_NODELAY: *number = self->no_delay; return 0;
    case TCP_CORK: *number = self->cork; return 0;
    case TCP_MAXSEG: *number = pcb != NULL ? (int)tcp_mss(pcb) : TCP_MSS; return 0;
    case TCP_KEEPIDLE:
        *number = (int)((pcb != NULL ? pcb->keep_idle : TCP_KEEPIDLE_DEFAULT) / 1000);
        return 0;
    case TCP_KEEPINTVL:
        *number = (int)((pcb != NULL ? pcb->keep_intvl : TCP_KEEPINTVL_DEFAULT) / 1000);
        return 0;
    case TCP_KEEPCNT: *number = (int)(pcb != NULL ? pcb->keep_cnt : TCP_KEEPCNT_DEFAULT); return 0;
    case TCP_SYNCNT: *number = TCP_SYNMAXRTX; return 0;
    case TCP_QUICKACK:
    case TCP_LINGER2:
    case TCP_DEFER_ACCEPT:
    case TCP_WINDOW_CLAMP:
    case TCP_FASTOPEN:
    case TCP_USER_TIMEOUT: *number = 0; return 0;
    default: return -ENOPROTOOPT;
    }
}

static int get_locked(struct inet_socket *self, int level, int name, void *value, uint32_t *size)
{
    bool block = self->tcp != NULL && self->state != STREAM_LISTENING;
    if (level != IPPROTO_TCP)
        return inet_get_option(self, level, name, value, size, block ? &self->tcp->tos : NULL,
                               block ? &self->tcp->ttl : NULL);
    if (name == TCP_INFO) {
        struct tcp_info info = info_of(self);
        *size = MIN(*size, (uint32_t)sizeof(info));
        memcpy(value, &info, *size);
        return 0;
    }
    if (name == TCP_CONGESTION) {
        *size = MIN(*size, 5u);
        memcpy(value, "reno", *size);
        return 0;
    }
    int number, status = get_tcp(self, name, &number);
    if (status != 0) return status;
    *size = MIN(*size, (uint32_t)sizeof(number));
    memcpy(value, &number, *size);
    return 0;
}

int stream_get_option(struct socket *socket, int level, int name, void *value, uint32_t *size)
{
    struct inet_socket *self = inet_of(socket);
    inet_lock();
    int status = get_locked(self, level, name, value, size);
    inet_unlock();
    return status;
}
