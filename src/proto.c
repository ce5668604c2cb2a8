// SPDX-License-Identifier: BSD-2-Clause
#include "proto.h"

#include "proto_line.h"

static const struct proto *const modules[N_PROTOCOLS] = {
    [PROTOCOL_LINE] = &proto_line,
};

const struct proto *
proto_find(enum protocol protocol)
{
	return modules[protocol];
}

bool
proto_is_quiet(const struct framing *framing)
{
	return proto_unfit(framing) == N_REASONS;
}

bool
proto_is_settled(const struct framing *framing)
{
	return framing->owed == 0 && !framing->partial_request &&
	       !framing->partial_reply;
}

enum reason
proto_unfit(const struct framing *framing)
{
	if (framing->unsolicited)
		return REASON_unsolicited;
	if (framing->partial_request)
		return REASON_partial_request;
	if (framing->partial_reply)
		return REASON_partial_reply;
	if (framing->owed > 0)
		return REASON_replies_owed;
	return N_REASONS;
}

void
proto_rewind(struct framing *framing)
{
	*framing = (struct framing){0};
}
