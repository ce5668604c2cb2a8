// SPDX-License-Identifier: BSD-2-Clause
#include "config_fields.h"

const struct protocol_row config_protocols[N_PROTOCOLS] = {
#define PROTOCOL(id, name, framed, first, pool, warm, unused, byte, help)      \
	[PROTOCOL_##id] = {name, framed, first, pool, warm, unused, byte, help},
#include "protocols.def"
#undef PROTOCOL
};
