/* A file of the inbox that is ours for the moment: renamed to the dotfile .NAME.claimed, so that nobody else takes it and no scan sees it. Beside a file may
 * lie .NAME.request, written by whoever handed it over (aid_home_submit) or by the claim itself:
 *
 *     name=the name it had          bytes below blank, % and DEL as %0A
 *     profile=a name in profiles/   left out: found by pattern and header
 *
 * A name too long for the dotfile is claimed under a short one, and the request keeps the long one. Private to home/. */
#ifndef AID_HOME_CLAIM_H
#define AID_HOME_CLAIM_H

#include "home/files.h"
#include "home/internal.h"

struct aid_request {
	char name[AID_NAME_SIZE];    /* "": the file's own */
	char profile[AID_NAME_SIZE]; /* "": none was asked for */
};

struct aid_claim {
	int folder_fd;
	char folder[AID_NAME_SIZE]; /* "" or SOURCE */
	char name[AID_NAME_SIZE];   /* it goes back to */
	char claimed[AID_NAME_SIZE];
	struct aid_request request;
};

/* Claims folder/name. AID_E_NOTFOUND when it is no longer there. The claim is to be ended by aid_claim_close. */
int aid_claim_take(struct aid_home *home, const char *folder, const char *name,
		   struct aid_claim *out_claim, struct aid_error *err);
/* Gives it back under its name; where another file has that by now, under a new one with a request that keeps the old. */
int aid_claim_return(struct aid_claim *claim, struct aid_error *err);
/* Removes the file if it is still the one that `st` describes (its bytes are in the archive), and its request. */
int aid_claim_release(struct aid_claim *claim, const struct stat *st, struct aid_error *err);
/* Removes the request alone: the file went elsewhere. */
void aid_claim_drop_request(struct aid_claim *claim);
void aid_claim_close(struct aid_claim *claim);

/* Is it the name of a claimed file? out_name becomes the name it goes back to. */
bool aid_claim_parse_name(const char *claimed, char out_name[AID_NAME_SIZE]);
/* The claimed file `claimed` of a folder, as an earlier process left it; folder_fd goes over to the claim. */
void aid_claim_adopt(int folder_fd, const char *folder, const char *claimed, const char *name,
		     struct aid_claim *out_claim);

/* ".NAME.request"; false when that is too long for a name. */
bool aid_request_file_name(const char *name, char out[AID_NAME_SIZE]);
/* Writes the request of folder_fd/name, whole or not at all, over an older one if `is_new` is false; else AID_E_INVALID where there is one. */
int aid_request_write(int folder_fd, const char *name, const struct aid_request *request,
		      bool is_new, struct aid_error *err);

#endif
