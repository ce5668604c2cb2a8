#include "stats_words.h"

#include "log.h"

static const struct {
	const char *word;
	bool session, conn;
} reasons[] = {
#define REASON(word, session, conn, text) {#word, session, conn},
#include "reasons.def"
#undef REASON
};

const char *
stats_reason(enum reason reason)
{
	must(reason < N_REASONS);
	return reasons[reason].word;
}

bool
stats_reason_is_for(enum reason reason, bool session)
{
	must(reason < N_REASONS);
	return session ? reasons[reason].session : reasons[reason].conn;
}
