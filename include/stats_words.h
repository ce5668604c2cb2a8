/*
 * stats_words - the words that numbers are counted by, and their lists
 *
 * Each enum is in the order of the label's values in stats.def.
 */
#ifndef RELAY_STATS_WORDS_H
#define RELAY_STATS_WORDS_H

#include <stdbool.h>

enum reason {
#define REASON(word, session, conn, text) REASON_##word,
#include "reasons.def"
#undef REASON
	N_REASONS
};

enum pause { PAUSE_SESSIONS, PAUSE_DESCRIPTORS, PAUSE_MEMORY, N_PAUSES };
enum source { SOURCE_WARM, SOURCE_REUSED, SOURCE_FRESH, N_SOURCES };
enum borrow_failure {
	BORROW_WAIT_TIMEOUT,
	BORROW_QUEUE_FULL,
	BORROW_DIAL_FAILED,
	BORROW_CLIENT_GONE,
	N_BORROW_FAILURES
};
enum dial_result {
	DIAL_OK,
	DIAL_REFUSED,
	DIAL_TIMEOUT,
	DIAL_UNREACHABLE,
	DIAL_RESET,
	DIAL_NO_PORT,
	DIAL_NO_FD,
	DIAL_CANCELLED,
	N_DIAL_RESULTS
};
#define DIAL_RESULTS                                                           \
	"ok|refused|timeout|unreachable|reset|no_port|no_fd|cancelled"
enum place { AT_IDLE, AT_BORROW, AT_LENT, N_PLACES };
enum retry_result { RETRY_OK, RETRY_FAILED, N_RETRY_RESULTS };
/* The first are gauges of stats.def; a dial has its own, a free one has none.
 */
enum conn_state {
	CONN_WARM,
	CONN_IDLE,
	CONN_LENT,
	CONN_RESETTING,
	N_CONN_STATES,
	CONN_DIALING = N_CONN_STATES,
	CONN_FREE
};
enum timeout_kind {
	TIMEOUT_CONNECT,
	TIMEOUT_WAIT,
	TIMEOUT_CLIENT_FIRST_BYTE,
	TIMEOUT_FIRST_BYTE,
	TIMEOUT_SESSION_IDLE,
	TIMEOUT_SESSION_AGE,
	TIMEOUT_FIN,
	TIMEOUT_SCRIPT,
	TIMEOUT_DRAIN,
	N_TIMEOUTS
};
#define TIMEOUT_KINDS                                                          \
	"connect|wait|client_first_byte|first_byte|session_idle|session_age|"  \
	"fin|script|drain"
enum exchange_result { EXCHANGE_OK, EXCHANGE_ABORTED, N_EXCHANGE_RESULTS };
enum script_result {
	SCRIPT_OK,
	SCRIPT_MISMATCH,
	SCRIPT_TIMEOUT,
	SCRIPT_EOF,
	N_SCRIPT_RESULTS
};
enum side { SIDE_CLIENT, SIDE_SERVER, N_SIDES };
enum worker_state {
	WORKER_STARTING,
	WORKER_RUNNING,
	WORKER_DRAINING,
	WORKER_BACKOFF,
	N_WORKER_STATES
};
enum restart_reason {
	RESTART_EXIT,
	RESTART_SIGNAL,
	RESTART_WATCHDOG,
	N_RESTART_REASONS
};

/* The word of a reason, as in metrics and logs; constant. */
const char *stats_reason(enum reason reason);

/* Whether a session, else a connection, can end for it. */
bool stats_reason_is_for(enum reason reason, bool session);

#endif /* RELAY_STATS_WORDS_H */
