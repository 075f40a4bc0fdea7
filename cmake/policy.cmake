# The one policy target: every target of the project links it privately.
add_library(aid_policy INTERFACE)
target_compile_features(aid_policy INTERFACE c_std_11)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
target_compile_definitions(aid_policy INTERFACE _POSIX_C_SOURCE=200809L _FILE_OFFSET_BITS=64
	AID_VERSION="${PROJECT_VERSION}")
target_compile_options(aid_policy INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wundef -Wformat=2 -Wcast-qual -fno-common)

option(AID_WERROR "Warnings are errors" OFF)
if(AID_WERROR)
	target_compile_options(aid_policy INTERFACE -Werror)
endif()

set(AID_SANITIZE "" CACHE STRING "Sanitizers: address,undefined or thread or empty")
if(AID_SANITIZE)
	target_compile_options(aid_policy INTERFACE -fsanitize=${AID_SANITIZE} -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	target_link_options(aid_policy INTERFACE -fsanitize=${AID_SANITIZE})
endif()
