/*
 * config_type_word - the types of one word that is no number
 */
#ifndef RELAY_CONFIG_TYPE_WORD_H
#define RELAY_CONFIG_TYPE_WORD_H

#include "config_type.h"

extern const struct config_type config_type_BOOL, config_type_MODE,
    config_type_NAME, config_type_LABEL, config_type_ACCOUNT, config_type_PATH,
    config_type_LOG;

/* A file mode; the name of an account or a group, to be freed. */
int config_mode(const struct config_arg *arg, uint32_t max, uint32_t *mode);
int config_account(const struct config_arg *arg, char **name);

/* Whether a word may name an instance; a block, where '.' is allowed too. */
bool config_is_instance(const char *word);
bool config_is_label(const char *word);
#define CONFIG_LABEL_RIGHT "1 to 63 letters, digits, '-', '_' and '.'"

#endif /* RELAY_CONFIG_TYPE_WORD_H */
