/*
 * title - what ps shows of this process
 */
#ifndef RELAY_TITLE_H
#define RELAY_TITLE_H

/*
 * Take the memory of the arguments for titles.  The environment is moved away
 * from behind them; the arguments are no longer to be read.
 */
void title_init(int argc, char **argv);

/* Set it; what does not fit is cut off. */
void title_set(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* RELAY_TITLE_H */
