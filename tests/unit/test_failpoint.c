#include "tests/unit/test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "home/failpoint.h"

static int
tear_down(void **state)
{
	(void)state;
	return aid_failpoint_configure(NULL, NULL);
}

static void
nothing_happens_unless_asked_for(void **state)
{
	(void)state;
	assert_int_equal(aid_failpoint_hit("copied", NULL), 0);
	assert_int_equal(aid_failpoint_configure("", NULL), 0);
	assert_int_equal(aid_failpoint_hit("copied", NULL), 0);
}

static void
errors_come_every_time_or_the_nth(void **state)
{
	struct aid_error err = AID_ERROR_NONE;

	(void)state;
	assert_int_equal(aid_failpoint_configure("copied=fail@2,ingested=full", NULL), 0);
	assert_int_equal(aid_failpoint_hit("copied", &err), 0);
	assert_int_equal(aid_failpoint_hit("copied", &err), AID_E_IO);
	assert_non_null(strstr(err.text, "copied"));
	assert_int_equal(aid_failpoint_hit("copied", &err), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(aid_failpoint_hit("ingested", &err), AID_E_FULL);
	assert_int_equal(aid_failpoint_hit("archived", &err), 0);
}

static void
kill_and_pause_are_signals(void **state)
{
	static const struct {
		const char *spec;
		int signal;
	} cases[] = { { "x=kill", SIGKILL }, { "x=pause", SIGSTOP } };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		int status;
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			aid_failpoint_configure(cases[i].spec, NULL);
			aid_failpoint_hit("x", NULL);
			_exit(7);
		}
		assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
		if (cases[i].signal == SIGKILL) {
			assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
			continue;
		}
		assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
		assert_int_equal(kill(pid, SIGCONT), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	}
}

static void
what_cannot_be_meant_is_refused(void **state)
{
	static const char *const specs[] = { "x",
					     "x=",
					     "=kill",
					     "x=die",
					     "x=kill@",
					     "x=kill@0",
					     "x=kill@-1",
					     "x=kill@1x",
					     "x@1=kill",
					     "x=kill,,y=fail",
					     "x=kill@9999999999",
					     "a-name-that-is-far-too-long-for-a-point=kill" };
	struct aid_error err;

	(void)state;
	for (size_t i = 0; i < N_OF(specs); i++) {
		err = AID_ERROR_NONE;
		assert_int_equal(aid_failpoint_configure(specs[i], &err), AID_E_INVALID);
		assert_non_null(strstr(err.text, specs[i]));
		assert_int_equal(aid_failpoint_hit("x", NULL), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(nothing_happens_unless_asked_for, tear_down),
		cmocka_unit_test_teardown(errors_come_every_time_or_the_nth, tear_down),
		cmocka_unit_test_teardown(kill_and_pause_are_signals, tear_down),
		cmocka_unit_test_teardown(what_cannot_be_meant_is_refused, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
