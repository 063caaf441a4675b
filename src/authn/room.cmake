# libfido2 for passkeys; QR codes of one-time-code set-up; the list of passwords that are refused, made at build time from the
# word list of cracklib-runtime and our own of the most common ones.
target_link_libraries(tessera_authn PUBLIC PkgConfig::QRCODEGEN Boost::locale PRIVATE PkgConfig::FIDO2)

set(words "/usr/share/dict/cracklib-small")
if(NOT EXISTS "${words}")
  message(FATAL_ERROR "${words} is missing: install the package cracklib-runtime (tools/setup)")
endif()
set(blocklist_dir "${CMAKE_BINARY_DIR}/blocklist")
set(blocklist_tool "${CMAKE_SOURCE_DIR}/src/authn/blocklist/make_blocklist")
set(common "${CMAKE_SOURCE_DIR}/src/authn/blocklist/common_passwords.txt")
file(MAKE_DIRECTORY "${blocklist_dir}")
add_custom_command(
  OUTPUT "${blocklist_dir}/blocklist.cpp" "${blocklist_dir}/blocklist.hpp"
  COMMAND "${Python3_EXECUTABLE}" "${blocklist_tool}" "${words}" "${common}" -o "${blocklist_dir}/blocklist.txt"
  COMMAND "${Python3_EXECUTABLE}" "${CMAKE_SOURCE_DIR}/tools/embed" --kind files --name blocklist
          --root "${blocklist_dir}" --out "${blocklist_dir}/blocklist" "${blocklist_dir}/blocklist.txt"
  DEPENDS "${words}" "${common}" "${blocklist_tool}" "${CMAKE_SOURCE_DIR}/tools/embed"
  COMMENT "embedding the password blocklist" VERBATIM)
target_sources(tessera_authn PRIVATE "${blocklist_dir}/blocklist.cpp" "${blocklist_dir}/blocklist.hpp")
target_include_directories(tessera_authn PRIVATE "${blocklist_dir}")
