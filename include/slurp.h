/*
 * slurp - a whole file, and where a relative path begins
 */
#ifndef RELAY_SLURP_H
#define RELAY_SLURP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * The n bytes of a file, at most max, with a NUL behind them; to be freed.
 * regular: of no other kind, and so never waiting for anybody.  st tells what
 * file it was.  Returns NULL and errno: EFBIG is more than max, EINVAL not
 * regular.
 */
char *slurp(
    const char *path, bool regular, size_t max, size_t *n, struct stat *st);

/*
 * path as it is meant in the file of that name, NULL for none: a relative one
 * begins in that file's folder.  To be freed.
 */
char *slurp_path(const char *file, const char *path);

#endif /* RELAY_SLURP_H */
