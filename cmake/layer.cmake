# aid_layer(NAME SOURCES a.c ... LINK target ...): one folder of core/ as one static library aid_NAME. LINK names what it may
# call; PRIVATE_LINK what only it may call (the only user of csv.h, sqlite3.h, ICU ...).
function(aid_layer name)
	cmake_parse_arguments(L "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
	add_library(aid_${name} STATIC ${L_SOURCES})
	target_include_directories(aid_${name} PUBLIC ${CMAKE_SOURCE_DIR}/core ${CMAKE_BINARY_DIR}/generated)
	target_link_libraries(aid_${name} PUBLIC ${L_LINK} PRIVATE aid_policy ${L_PRIVATE_LINK})
	set_property(GLOBAL APPEND PROPERTY AID_LAYERS aid_${name})
	if(TARGET aid_generated_columns)
		add_dependencies(aid_${name} aid_generated_columns)
	endif()
endfunction()
