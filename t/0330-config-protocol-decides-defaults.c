/*
 * Goal: the protocol decides pool, borrow-at, first-byte-timeout and
 * warm-max-age where the file does not, in any order of the lines.
 */
#include "config_text.h"

static const struct {
	const char *lines;
	int pool, borrow_at, first_byte_s, warm_s;
} cases[] = {
    {"", POOL_PRECONNECT, BORROW_AT_ACCEPT, 0, 5},
    {"protocol raw\n", POOL_PRECONNECT, BORROW_AT_ACCEPT, 0, 5},
    {"protocol line\n", POOL_PRECONNECT, BORROW_AT_FIRST_BYTE, 30, 30},
    {"protocol postgresql\n", POOL_PRECONNECT, BORROW_AT_ACCEPT, 0, 30},
    {"protocol mysql\n", POOL_OFF, BORROW_AT_ACCEPT, 0, 5},
    {"protocol smtp\n", POOL_PRECONNECT, BORROW_AT_ACCEPT, 0, 10},
    {"protocol ssh\n", POOL_OFF, BORROW_AT_ACCEPT, 0, 10},
    {"protocol http\n", POOL_PRECONNECT, BORROW_AT_FIRST_BYTE, 0, 10},
    {"protocol tls\n", POOL_PRECONNECT, BORROW_AT_FIRST_BYTE, 0, 30},
    {"pool preconnect\nprotocol mysql\n", POOL_PRECONNECT, BORROW_AT_ACCEPT, 0,
	5},
    {"warm-max-age 7s\nprotocol line\npool protocol\n", POOL_PRECONNECT,
	BORROW_AT_FIRST_BYTE, 30, 7},
    {"first-byte-timeout 0\nborrow-at accept\nprotocol line\n", POOL_PRECONNECT,
	BORROW_AT_ACCEPT, 0, 30},
};
#define N_CASES (sizeof cases / sizeof *cases)

int
main(void)
{
	plan(5 * N_CASES);
	for (size_t i = 0; i < N_CASES; i++) {
		char text[512];
		struct config *config;
		const struct config_upstream *up;

		snprintf(text, sizeof text, CONFIG_HEAD "%s" CONFIG_TAIL,
		    cases[i].lines);
		config = config_of(text);
		ok(config != NULL, "case %zu is read%s", i, config_said);
		if (config == NULL)
			continue;
		up = &config->upstreams[0];
		is_int(up->pool, cases[i].pool, "pool");
		is_int(up->borrow_at, cases[i].borrow_at, "borrow-at");
		is_int(up->first_byte_timeout, 1000 * cases[i].first_byte_s,
		    "first-byte-timeout");
		is_int(
		    up->warm_max_age, 1000 * cases[i].warm_s, "warm-max-age");
		config_close(&config);
	}
	return done();
}
