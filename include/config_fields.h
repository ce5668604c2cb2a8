/*
 * config_fields - what a value of each type of directive is in memory
 */
#ifndef RELAY_CONFIG_FIELDS_H
#define RELAY_CONFIG_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "log.h"
#include "sock.h"

enum pool_mode { POOL_OFF, POOL_PRECONNECT, POOL_REUSE };
enum borrow_at { BORROW_AT_ACCEPT, BORROW_AT_FIRST_BYTE };
enum pool_order { POOL_LIFO, POOL_FIFO };
enum pool_close { POOL_CLOSE_FIN, POOL_CLOSE_RST };
enum protocol {
#define PROTOCOL(id, ...) PROTOCOL_##id,
#include "protocols.def"
#undef PROTOCOL
	N_PROTOCOLS
};

struct protocol_row { /* of protocols.def */
	const char *name;
	bool framed, client_first;
	enum pool_mode pool;
	int64_t warm_max_age_ms;
	uint64_t unused_max;
	int64_t first_byte_ms;
	const char *help;
};
extern const struct protocol_row config_protocols[N_PROTOCOLS];

struct script { /* n_send 0: there is none */
	uint8_t *send, *expect;
	size_t n_send, n_expect;
};

struct config_log {
	enum log_sink sink;
	char *path;   /* LOG_TO_FILE */
	int facility; /* LOG_TO_SYSLOG */
};

struct config_address {
	struct addr addr;
	uint32_t mode; /* of a Unix socket, 0666 */
	char *user, *group;
	uint32_t line; /* where it was said */
};

struct config_addresses {
	struct config_address *v;
	uint32_t n;
};

struct config_server {
	struct addr
	    addr; /* .len 0: text is a host name, see config_resolve() */
	char *text;
	uint64_t weight;          /* 1 to 256 */
	uint64_t max_connections; /* of the whole daemon; 0: no own limit */
	bool backup, down;
	uint32_t line; /* where it was said */
};

/* As many as server_bit() can tell apart. */
#define CONFIG_SERVERS_MAX 64

struct config_servers {
	struct config_server *v;
	uint32_t n;
};

/* The C type of each type of directive.  *_AUTO also take "auto": 0 until it is
 * settled.  *_PROTOCOL, POOL and BORROW_AT also take "protocol", settled once
 * the file is read.  Durations take "off": 0. */
typedef uint64_t cfg_COUNT, cfg_COUNT_AUTO, cfg_SIZE, cfg_SIZE_AUTO;
typedef int64_t cfg_DURATION, cfg_DURATION_OFF, cfg_DURATION_PROTOCOL; /* ms */
typedef bool cfg_BOOL;
typedef uint32_t cfg_MODE;
typedef char *cfg_NAME, *cfg_LABEL, *cfg_ACCOUNT, *cfg_PATH; /* NULL: unset */
typedef enum log_level cfg_LEVEL;
typedef struct config_log cfg_LOG;
typedef struct keepalive cfg_KEEPALIVE;
typedef struct script cfg_SCRIPT;
typedef struct config_addresses cfg_ADDRESSES;
typedef struct config_servers cfg_SERVERS;
typedef struct addr cfg_SOURCE; /* .len 0: unset */
typedef enum protocol cfg_PROTOCOL;
typedef enum pool_mode cfg_POOL;
typedef enum borrow_at cfg_BORROW_AT;
typedef enum pool_order cfg_ORDER;
typedef enum pool_close cfg_CLOSE;

#endif /* RELAY_CONFIG_FIELDS_H */
