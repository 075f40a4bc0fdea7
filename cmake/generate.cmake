# What is generated at build time, into ${CMAKE_BINARY_DIR}/generated (an include directory of every layer).
set(AID_GENERATED_DIR "${CMAKE_BINARY_DIR}/generated")

# columns_enum.h and columns_tables.inc from schema/tables/*.json; called by core/read. Every layer made after the call waits for them.
function(aid_generate_columns)
	file(GLOB tables CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/schema/tables/*.json")
	add_custom_command(
		OUTPUT "${AID_GENERATED_DIR}/columns.stamp"
		BYPRODUCTS "${AID_GENERATED_DIR}/columns_enum.h" "${AID_GENERATED_DIR}/columns_tables.inc"
		COMMAND Python3::Interpreter "${CMAKE_SOURCE_DIR}/cmake/columns.py" "${AID_GENERATED_DIR}"
		COMMAND ${CMAKE_COMMAND} -E touch "${AID_GENERATED_DIR}/columns.stamp"
		DEPENDS ${tables} "${CMAKE_SOURCE_DIR}/cmake/columns.py" "${CMAKE_SOURCE_DIR}/core/value/words.h"
		COMMENT "Columns from schema/tables" VERBATIM)
	add_custom_target(aid_generated_columns DEPENDS "${AID_GENERATED_DIR}/columns.stamp")
endfunction()

# aid_embed_sql(OUT_VAR): the path of the C file with every statement, script and migration of schema/, to be listed among core/store's
# sources.
function(aid_embed_sql out_var)
	file(GLOB sql CONFIGURE_DEPENDS
		"${CMAKE_SOURCE_DIR}/schema/ledger/*.sql" "${CMAKE_SOURCE_DIR}/schema/reconcile/*.sql"
		"${CMAKE_SOURCE_DIR}/schema/reports/*.sql" "${CMAKE_SOURCE_DIR}/schema/migrations/*.sql")
	set(source "${AID_GENERATED_DIR}/sql.c")
	add_custom_command(
		OUTPUT "${source}"
		COMMAND Python3::Interpreter "${CMAKE_SOURCE_DIR}/cmake/embed_sql.py" "${CMAKE_SOURCE_DIR}/schema" "${source}"
		DEPENDS ${sql} "${CMAKE_SOURCE_DIR}/cmake/embed_sql.py"
		COMMENT "SQL from schema" VERBATIM)
	# A statement may be longer than the 4095 bytes that C promises of a literal; both compilers take more.
	set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS "-Wno-overlength-strings")
	set(${out_var} "${source}" PARENT_SCOPE)
endfunction()

# aid_embed_registries(): registries.inc from schema/registries/*.csv, for core/home.
function(aid_embed_registries)
	file(GLOB registries CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/schema/registries/*.csv")
	add_custom_command(
		OUTPUT "${AID_GENERATED_DIR}/registries.inc"
		COMMAND Python3::Interpreter "${CMAKE_SOURCE_DIR}/cmake/embed_registries.py" "${AID_GENERATED_DIR}/registries.inc" ${registries}
		DEPENDS ${registries} "${CMAKE_SOURCE_DIR}/cmake/embed_registries.py"
		COMMENT "Registries from schema/registries" VERBATIM)
	add_custom_target(aid_generated_registries DEPENDS "${AID_GENERATED_DIR}/registries.inc")
endfunction()
