/* A fast SNMPv2c agent to measure pollers against: every 127.x.y.z address is a switch of its own, on one UDP port.
 *
 * It answers GET, GETNEXT and GETBULK for the system group, ifTable and ifXTable of N ports; counters move with time.
 * The MIB is a sorted array of encoded OIDs that differ only in sub-identifiers below 16384, for which the order of the
 * encoded bytes is the order of the OIDs, so one memcmp finds the way.
 *
 *   cc -O2 -o agent agent.c && ./agent [-p PORT] [-i PORTS] [-m LARGEST_ANSWER] [-l LOSS_PERCENT] [-d EVERY_NTH_DEAD] [-t SECONDS]
 *
 * It says "ready" on standard output once it listens, and ends with its standard input or after -t seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_OID = 32, MAX_VALUE = 96, MAX_ASKED = 128, BATCH = 64, HEAD = 256 };
enum moves { STILL, UPTIME, COUNT32, COUNT64, NAMED };

struct variable {
    uint8_t oid[MAX_OID], value[MAX_VALUE];
    int oid_length, value_length; /* value holds tag, length and content */
    enum moves moves;
    uint32_t pace;
};

struct question { const uint8_t *oid; int length; };

static struct variable *mib;
static int mib_size;
static uint64_t milliseconds;
static int largest = 1472;

static int put_subid(uint8_t *to, uint32_t id) {
    if (id < 128) { to[0] = id; return 1; }
    to[0] = 0x80 | id >> 7; to[1] = id & 127; /* every sub-identifier here is below 16384 */
    return 2;
}

static struct variable *add(const uint32_t *ids, int count, uint8_t tag, const void *content, int length, enum moves moves) {
    mib = realloc(mib, (mib_size + 1) * sizeof *mib);
    struct variable *v = &mib[mib_size++];
    memset(v, 0, sizeof *v);
    v->oid[v->oid_length++] = 43; /* 1.3 */
    for (int i = 2; i < count; i++) v->oid_length += put_subid(v->oid + v->oid_length, ids[i]);
    v->value[0] = tag; v->value[1] = length;
    memcpy(v->value + 2, content, length);
    v->value_length = length + 2;
    v->moves = moves;
    return v;
}

static int integer_bytes(uint8_t *to, uint64_t value) {
    int length = 1;
    while (length < 8 && value >> (8 * length - 1)) length++;
    for (int i = 0; i < length; i++) to[i] = value >> 8 * (length - 1 - i);
    return length;
}

static void add_system(uint32_t item, uint8_t tag, const void *content, int length, enum moves moves) {
    uint32_t ids[] = {1, 3, 6, 1, 2, 1, 1, item, 0};
    add(ids, 9, tag, content, length, moves);
}

static void add_cell(int extended, uint32_t column, uint32_t port, uint8_t tag, const void *content, int length, enum moves moves) {
    uint32_t plain[] = {1, 3, 6, 1, 2, 1, 2, 2, 1, column, port}, more[] = {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column, port};
    add(extended ? more : plain, extended ? 12 : 11, tag, content, length, moves)->pace = port * 64 + column;
}

static void add_number(int extended, uint32_t column, uint32_t port, uint8_t tag, uint64_t value) {
    uint8_t bytes[8];
    add_cell(extended, column, port, tag, bytes, integer_bytes(bytes, value), STILL);
}

static void add_port(uint32_t port) {
    uint8_t wide[6] = {0}, mac[6] = {0x02, 0, 0, 0, port >> 8, port & 255};
    char text[48];
    int length = sprintf(text, "XGigabitEthernet0/0/%u", port);
    add_number(0, 1, port, 2, port);
    add_cell(0, 2, port, 4, text, length, STILL);
    add_number(0, 3, port, 2, 6);
    add_number(0, 4, port, 2, 1500);
    add_number(0, 5, port, 0x42, 1000000000);
    add_cell(0, 6, port, 4, mac, 6, STILL);
    add_number(0, 7, port, 2, 1);
    add_number(0, 8, port, 2, port % 6 ? 1 : 2);
    add_number(0, 9, port, 0x43, 4200 + port);
    for (uint32_t c = 10; c <= 20; c++) {
        if (c == 15) add_number(0, c, port, 0x41, 0);
        else add_cell(0, c, port, 0x41, wide, c == 13 || c == 14 || c >= 19 ? 2 : 4, COUNT32);
    }
    add_number(0, 21, port, 0x42, 0);
    length = sprintf(text, "XGE0/0/%u", port);
    add_cell(1, 1, port, 4, text, length, STILL);
    for (uint32_t c = 2; c <= 5; c++) add_cell(1, c, port, 0x41, wide, 4, COUNT32);
    for (uint32_t c = 6; c <= 13; c++) add_cell(1, c, port, 0x46, wide, 6, COUNT64);
    add_number(1, 14, port, 2, 1);
    add_number(1, 15, port, 0x42, port > 44 ? 10000 : 1000);
    add_number(1, 16, port, 2, 2);
    add_number(1, 17, port, 2, 1);
    length = sprintf(text, "to-county-%u", port);
    add_cell(1, 18, port, 4, text, length, STILL);
    add_number(1, 19, port, 0x43, 0);
}

static int in_order(const void *a, const void *b) {
    const struct variable *x = a, *y = b;
    int shorter = x->oid_length < y->oid_length ? x->oid_length : y->oid_length;
    int order = memcmp(x->oid, y->oid, shorter);
    return order ? order : x->oid_length - y->oid_length;
}

static void build(int ports) {
    /* The enterprise for examples (RFC 5612), which no profile knows: other clients ask for no vendor's tables either. */
    static const uint8_t object_id[] = {43, 6, 1, 4, 1, 0x81, 0xfd, 0x59, 1}, zero[4] = {1, 0, 0, 0};
    static const char descr[] = "Benchmark switch, 48 ports, software 1.0", name[] = "sw-00000000", where[] = "Lanzhou, row 3 rack 7";
    add_system(1, 4, descr, sizeof descr - 1, STILL);
    add_system(2, 6, object_id, sizeof object_id, STILL);
    add_system(3, 0x43, zero, 4, UPTIME);
    add_system(5, 4, name, sizeof name - 1, NAMED);
    add_system(6, 4, where, sizeof where - 1, STILL);
    for (int port = 1; port <= ports; port++) add_port(port);
    uint32_t after[] = {1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 5, 1}; /* so that the last column ends on a foreign OID */
    uint8_t chassis = 3;
    add(after, 13, 2, &chassis, 1, STILL);
    qsort(mib, mib_size, sizeof *mib, in_order);
}

/* First variable that is not before the OID; *exact tells whether it is the OID itself. */
static int find(const uint8_t *oid, int length, int *exact) {
    struct variable key;
    int low = 0, high = mib_size;
    *exact = 0;
    if (length > MAX_OID) return mib_size;
    memcpy(key.oid, oid, length);
    key.oid_length = length;
    while (low < high) {
        int middle = (low + high) / 2, order = in_order(&mib[middle], &key);
        if (order == 0) { *exact = 1; return middle; }
        if (order < 0) low = middle + 1; else high = middle;
    }
    return low;
}

static void spread(uint8_t *to, int length, uint64_t value) {
    while (length--) { to[length] = value; value >>= 8; }
}

static uint8_t *write_binding(uint8_t *to, const uint8_t *oid, int oid_length, const uint8_t *value, int value_length) {
    *to++ = 0x30; *to++ = oid_length + 2 + value_length; *to++ = 6; *to++ = oid_length;
    memcpy(to, oid, oid_length); to += oid_length;
    memcpy(to, value, value_length);
    return to + value_length;
}

static uint8_t *write_variable(uint8_t *to, const struct variable *v, uint32_t device) {
    uint8_t *end = write_binding(to, v->oid, v->oid_length, v->value, v->value_length), *content = end - v->value_length + 2;
    int length = v->value_length - 2;
    uint64_t paced = milliseconds * v->pace;
    switch (v->moves) {
    case STILL: break;
    case UPTIME: spread(content, 4, 0x01000000u + (uint32_t)(milliseconds / 10) + device * 1000u % 0x1000000u); break;
    case COUNT32: spread(content, length, length == 2 ? 0x2000 + (device + v->pace + milliseconds / 5000) % 0x1000
                                                      : 0x20000000u + (paced + device * 977u) % 0x20000000u); break;
    case COUNT64: spread(content, 6, (1ull << 43) + paced * 900 + device * 1000003ull); break;
    case NAMED: { char digits[9]; sprintf(digits, "%08x", device); memcpy(content + 3, digits, 8); } break;
    }
    return end;
}

static int element(const uint8_t **at, const uint8_t *end, uint8_t tag, const uint8_t **content) {
    const uint8_t *p = *at;
    if (end - p < 2 || p[0] != tag) return -1;
    int length = p[1];
    p += 2;
    if (length & 128) {
        int bytes = length & 127;
        if (bytes < 1 || bytes > 2 || end - p < bytes) return -1;
        for (length = 0; bytes--;) length = length << 8 | *p++;
    }
    if (length > end - p) return -1;
    *content = p;
    *at = p + length;
    return length;
}

static long number(const uint8_t *content, int length) {
    long value = 0;
    while (length--) value = value << 8 | *content++;
    return value;
}

static uint8_t *before(uint8_t *start, uint8_t tag, int length) {
    *--start = length;
    if (length > 255) { *--start = length >> 8; *--start = 0x82; } else if (length > 127) *--start = 0x81;
    *--start = tag;
    return start;
}

static uint8_t *answer_single(uint8_t *out, const struct question *q, int count, int next, uint32_t device) {
    static const uint8_t no_instance[] = {0x81, 0}, end_of_view[] = {0x82, 0};
    for (int i = 0; i < count; i++) {
        int exact, at = find(q[i].oid, q[i].length, &exact);
        if (next) at += exact;
        if (next ? at < mib_size : exact) out = write_variable(out, &mib[at], device);
        else out = write_binding(out, q[i].oid, q[i].length, next ? end_of_view : no_instance, 2);
    }
    return out;
}

static uint8_t *answer_bulk(uint8_t *out, const uint8_t *limit, const struct question *q, int count, long repetitions, uint32_t device) {
    static const uint8_t end_of_view[] = {0x82, 0};
    int at[MAX_ASKED], exact;
    for (int i = 0; i < count; i++) { at[i] = find(q[i].oid, q[i].length, &exact); at[i] += exact; }
    while (repetitions-- > 0) {
        int alive = 0;
        for (int i = 0; i < count; i++) {
            const struct variable *v = at[i] < mib_size ? &mib[at[i]] : NULL;
            if (out + (v ? v->oid_length + v->value_length : q[i].length + 2) + 4 > limit) return out;
            if (v) { out = write_variable(out, v, device); at[i]++; alive = 1; }
            else out = write_binding(out, q[i].oid, q[i].length, end_of_view, 2);
        }
        if (!alive) break;
    }
    return out;
}

/* Answers one request; returns its length and sets *start, or 0 for what deserves no answer. */
static int answer(const uint8_t *in, int length, uint32_t device, uint8_t *out, uint8_t **start) {
    const uint8_t *p = in, *end = in + length, *content, *community, *id, *binding;
    int community_length, id_length, got, count = 0;
    if ((got = element(&p, end, 0x30, &content)) < 0) return 0;
    p = content; end = content + got;
    if ((got = element(&p, end, 2, &content)) != 1 || *content != 1) return 0;
    if ((community_length = element(&p, end, 4, &community)) != 6 || memcmp(community, "public", 6)) return 0;
    uint8_t pdu = p < end ? *p : 0;
    if ((pdu != 0xa0 && pdu != 0xa1 && pdu != 0xa5) || (got = element(&p, end, pdu, &content)) < 0) return 0;
    p = content; end = content + got;
    if ((id_length = element(&p, end, 2, &id)) < 1 || id_length > 5) return 0;
    if ((got = element(&p, end, 2, &content)) < 1 || got > 4) return 0;
    long once = number(content, got); /* GETBULK: non-repeaters; else error-status */
    if ((got = element(&p, end, 2, &content)) < 1 || got > 4) return 0;
    long repetitions = number(content, got);
    if ((got = element(&p, end, 0x30, &content)) < 0) return 0;
    p = content; end = content + got;
    struct question q[MAX_ASKED];
    while (p < end && count < MAX_ASKED) {
        if ((got = element(&p, end, 0x30, &binding)) < 0) return 0;
        const uint8_t *inner = binding;
        if ((q[count].length = element(&inner, binding + got, 6, &q[count].oid)) < 1) return 0;
        count++;
    }
    uint8_t *body = out + HEAD, *limit = body + largest - id_length - community_length - 30;
    if (pdu != 0xa5 || once > count) once = count;
    uint8_t *stop = answer_single(body, q, once, pdu != 0xa0, device);
    if (pdu == 0xa5) stop = answer_bulk(stop, limit, q + once, count - once, repetitions, device);
    uint8_t *head = before(body, 0x30, stop - body);
    memcpy(head -= 6, (uint8_t[]){2, 1, 0, 2, 1, 0}, 6); /* error-status and error-index */
    head = before(memcpy(head - id_length, id, id_length), 2, id_length);
    head = before(head, 0xa2, stop - head);
    head = before(memcpy(head - community_length, community, community_length), 4, community_length);
    memcpy(head -= 3, (uint8_t[]){2, 1, 1}, 3);
    *start = before(head, 0x30, stop - head);
    return stop - *start;
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, room = 64 << 20;
    /* 127.0.0.0/8 has no single address to bind to, so the wildcard it is; what is not asked on loopback is not answered. */
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
    setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room)) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (fd < 0 || bind(fd, (void *)&any, sizeof any)) { perror("agent: bind"); exit(1); }
    return fd;
}

int main(int argc, char **argv) {
    int port = 16100, ports = 48, loss = 0, dead = 0, option;
    long seconds = 600;
    while ((option = getopt(argc, argv, "p:i:m:l:d:t:")) != -1) switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'i': ports = atoi(optarg); break;
        case 'm': largest = atoi(optarg); break;
        case 'l': loss = atoi(optarg); break;
        case 'd': dead = atoi(optarg); break;
        case 't': seconds = atol(optarg); break;
        default: return 2;
    }
    if (largest > 60000 || ports > 4000) { fprintf(stderr, "agent: at most 60000 bytes an answer and 4000 ports\n"); return 2; }
    build(ports);
    int fd = listen_on(port);
    printf("ready\n"); fflush(stdout);

    static uint8_t in[BATCH][4096], control[BATCH][64];
    static struct mmsghdr received[BATCH], sent[BATCH];
    static struct iovec in_part[BATCH], out_part[BATCH];
    static struct sockaddr_in peer[BATCH];
    uint8_t *out = malloc((size_t)BATCH * 65536);
    struct timespec started, now;
    struct pollfd watched[2] = {{.fd = fd, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    uint32_t chance = 12345;
    clock_gettime(CLOCK_MONOTONIC, &started);
    for (;;) {
        if (poll(watched, 2, 1000) < 0 && errno != EINTR) return 1;
        clock_gettime(CLOCK_MONOTONIC, &now);
        milliseconds = 100000 + (now.tv_sec - started.tv_sec) * 1000 + (now.tv_nsec - started.tv_nsec) / 1000000;
        if (now.tv_sec - started.tv_sec >= seconds) return 0;
        if (watched[1].revents) { char byte; if (read(0, &byte, 1) <= 0) return 0; }
        if (!watched[0].revents) continue;
        for (int i = 0; i < BATCH; i++) {
            in_part[i] = (struct iovec){in[i], sizeof in[i]};
            received[i].msg_hdr = (struct msghdr){.msg_name = &peer[i], .msg_namelen = sizeof peer[i], .msg_iov = &in_part[i],
                                                  .msg_iovlen = 1, .msg_control = control[i], .msg_controllen = sizeof control[i]};
        }
        int count = recvmmsg(fd, received, BATCH, MSG_DONTWAIT, NULL), ready = 0;
        for (int i = 0; i < count; i++) {
            struct cmsghdr *note = CMSG_FIRSTHDR(&received[i].msg_hdr);
            if (!note || note->cmsg_type != IP_PKTINFO) continue;
            struct in_pktinfo *info = (void *)CMSG_DATA(note);
            uint32_t device = ntohl(info->ipi_addr.s_addr);
            if (device >> 24 != 127) continue;
            device &= 0xffffff;
            chance = chance * 1664525u + 1013904223u;
            if ((loss && (chance >> 16) % 100 < (uint32_t)loss) || (dead && device % dead == 0)) continue;
            uint8_t *start;
            int length = answer(in[i], received[i].msg_len, device, out + (size_t)ready * 65536, &start);
            if (!length) continue;
            info->ipi_spec_dst = info->ipi_addr; /* answer from the address that was asked */
            info->ipi_ifindex = 0;
            out_part[ready] = (struct iovec){start, length};
            sent[ready].msg_hdr = (struct msghdr){.msg_name = &peer[i], .msg_namelen = sizeof peer[i], .msg_iov = &out_part[ready],
                                                  .msg_iovlen = 1, .msg_control = control[i],
                                                  .msg_controllen = CMSG_SPACE(sizeof(struct in_pktinfo))};
            ready++;
        }
        for (int done = 0; done < ready;) {
            int more = sendmmsg(fd, sent + done, ready - done, 0);
            done += more > 0 ? more : 1;
        }
    }
}
