# Warnings, sanitizers, linker, ccache and the precompiled header.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR "tessera is built with Clang 19 (docs/adr/0001): use a preset, "
                      "for instance 'cmake --preset release'")
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" "CCACHE_NOHASHDIR=1" "${CCACHE}")
endif()

set(CMAKE_CXX_FLAGS_DEBUG "-O0 -gline-tables-only")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
if(TESSERA_SANITIZE)
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -gline-tables-only -fno-omit-frame-pointer")
endif()
set(THREADS_PREFER_PTHREAD_FLAG ON)
set(CMAKE_OPTIMIZE_DEPENDENCIES ON)
# Without the textual fall-back that CMake adds: its absolute path would keep ccache from sharing objects
# between build folders.
set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang <PCH_FILE>)

add_library(tessera_flags INTERFACE)
target_compile_options(tessera_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror
  -Wno-missing-field-initializers -Wno-missing-designated-field-initializers
  -fPIE -fstack-protector-strong -fcf-protection=full  # rooms and programs alike: they share the PCH
  "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
target_compile_definitions(tessera_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE=1
  TESSERA_VERSION="${PROJECT_VERSION}")
target_link_options(tessera_flags INTERFACE -pie -fuse-ld=lld -Wl,-z,relro,-z,now)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(tessera_flags INTERFACE _FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
endif()
if(TESSERA_SANITIZE)
  target_compile_options(tessera_flags INTERFACE "-fsanitize=${TESSERA_SANITIZE}" -fno-sanitize-recover=all)
  target_link_options(tessera_flags INTERFACE "-fsanitize=${TESSERA_SANITIZE}")
endif()
if(TESSERA_FUZZ)
  target_compile_options(tessera_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# One precompiled header for all rooms: the standard headers and the awaitable that everybody names.
set(tessera_common_headers
  <array> <chrono> <cstdint> <expected> <functional> <map> <memory> <optional> <span> <string>
  <string_view> <unordered_map> <utility> <variant> <vector>
  <boost/asio/awaitable.hpp> <boost/json/value.hpp> <boost/json/object.hpp>)
add_library(tessera_pch OBJECT "${CMAKE_SOURCE_DIR}/cmake/pch.cpp")
function(tessera_pch_init)
  target_link_libraries(tessera_pch PRIVATE tessera_flags tessera_third_party)
  target_precompile_headers(tessera_pch PRIVATE ${tessera_common_headers})
  target_compile_options(tessera_pch PRIVATE -Xclang -fno-pch-timestamp)
endfunction()

function(tessera_target name)
  target_link_libraries(${name} PRIVATE tessera_flags)
  target_compile_options(${name} PRIVATE -Xclang -fno-pch-timestamp)
  target_precompile_headers(${name} REUSE_FROM tessera_pch)
endfunction()

# Tests have a precompiled header of their own, with GoogleTest, and are not optimised in a release build: half of the
# time to compile one went into making a test fast that runs once. What they test is linked as it is released.
set(tessera_test_flags -Xclang -fno-pch-timestamp "$<$<CONFIG:Release>:-O0;-U_FORTIFY_SOURCE>")
function(tessera_test_pch_init)
  add_library(tessera_test_pch OBJECT "${CMAKE_SOURCE_DIR}/cmake/pch.cpp")
  target_link_libraries(tessera_test_pch PRIVATE tessera_flags tessera_third_party GTest::gmock GTest::gtest)
  target_precompile_headers(tessera_test_pch PRIVATE ${tessera_common_headers} <gmock/gmock.h> <gtest/gtest.h>)
  target_compile_options(tessera_test_pch PRIVATE ${tessera_test_flags})
endfunction()

function(tessera_test_target name)
  target_link_libraries(${name} PRIVATE tessera_flags)
  target_compile_options(${name} PRIVATE ${tessera_test_flags})
  target_precompile_headers(${name} REUSE_FROM tessera_test_pch)
endfunction()
