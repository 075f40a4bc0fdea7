/* One event, one line on stderr, in logfmt: time=... level=info event=taken file="WFP/a.csv" drop=3 msg="...". Nothing that a partner
 * wrote can end the line or steer a terminal. */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include "base/message.h"

struct daemon_log {
	struct aid_buffer line;
};

/* daemon_log_begin, then any number of fields, then one of the ends, which writes the line at once. Only the loop's thread logs. */
void daemon_log_begin(struct daemon_log *log, enum aid_severity level, const char *event);
void daemon_log_text(struct daemon_log *log, const char *key, const char *value);
/* FOLDER/NAME, or NAME. */
void daemon_log_file(struct daemon_log *log, const char *folder, const char *name);
void daemon_log_int(struct daemon_log *log, const char *key, int64_t value);
/* With a sentence of the message table; the arguments are terminated strings. */
void daemon_log_end(struct daemon_log *log, enum aid_message message, size_t n_args, ...);
/* With a sentence that is there already. */
void daemon_log_end_text(struct daemon_log *log, const char *sentence);

/* Appends `text` as the inside of a quoted value: what could steer is escaped, as are quotation mark and backslash. */
void daemon_log_escape(struct aid_buffer *out, const char *text);

#endif
