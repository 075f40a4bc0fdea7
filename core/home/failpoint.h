/* Fail points: named places where a test asks for death, an error or a pause. Set from the environment by the daemon's main (core reads none):
 * "copied=kill@2,ingested=pause". Off unless set; costs one load. */
#ifndef AID_HOME_FAILPOINT_H
#define AID_HOME_FAILPOINT_H

#include "base/error.h"

/* SPEC as above; NULL or "" turns all off. actions: kill (SIGKILL to itself), fail (AID_E_IO), full (AID_E_FULL), pause (SIGSTOP to itself).
 * @n: the n-th time only; without it, every time. Not while another thread may hit one. AID_E_INVALID. */
int aid_failpoint_configure(const char *spec, struct aid_error *err);
int aid_failpoint_hit(const char *name, struct aid_error *err);

#endif
