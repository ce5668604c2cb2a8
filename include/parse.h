/*
 * parse - words of a configuration or a command line to numbers
 *
 * Each function takes a whole word: leading or trailing rubbish is an error.
 * None logs; each returns 0, or -1 with errno EINVAL (not of the form) or
 * ERANGE (of the form, but does not fit).
 */
#ifndef RELAY_PARSE_H
#define RELAY_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A decimal number: "0" to "18446744073709551615", no sign. */
int parse_count(const char *word, uint64_t *value);

/* A duration in milliseconds: "0", "250ms", "5s", "10m", "1h", "1d". */
int parse_duration(const char *word, uint64_t *ms);

/* A size in bytes: "0", "4096", "16k", "1m", "2g" (powers of 1024). */
int parse_size(const char *word, uint64_t *bytes);

/* "yes", "on", "true" or "no", "off", "false". */
int parse_bool(const char *word, bool *value);

/* A file mode in octal: "0" to "07777", a leading 0 may be missing. */
int parse_mode(const char *word, uint32_t *mode);

/*
 * The shortest word that parses back to the value, written to buf (at least
 * PARSE_WORD_MAX bytes).  Returns buf.
 */
#define PARSE_WORD_MAX 32
const char *parse_print_duration(uint64_t ms, char *buf);
const char *parse_print_size(uint64_t bytes, char *buf);

#endif /* RELAY_PARSE_H */
