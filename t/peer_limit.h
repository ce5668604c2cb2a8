/*
 * peer_limit - as many descriptors as this process may have
 */
#ifndef RELAY_PEER_LIMIT_H
#define RELAY_PEER_LIMIT_H

#include <sys/resource.h>

static inline void
peer_raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

#endif /* RELAY_PEER_LIMIT_H */
