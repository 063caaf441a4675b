# Files become sources by tools/embed: SQL, templates, style sheets and locale catalogues stay files
# that a reader can open, and the binary needs none of them at run time.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# tessera_embed(target KIND sql|files NAME symbol ROOT dir [PATTERN glob...] [FILES file...])
# FILES may be made by the build itself.
function(tessera_embed target)
  cmake_parse_arguments(EMBED "" "KIND;NAME;ROOT" "PATTERN;FILES" ${ARGN})
  set(inputs ${EMBED_FILES})
  foreach(pattern ${EMBED_PATTERN})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS "${EMBED_ROOT}/${pattern}")
    list(APPEND inputs ${found})
  endforeach()
  set(dir "${CMAKE_BINARY_DIR}/embedded/${target}")
  set(stem "${dir}/${EMBED_NAME}")
  add_custom_command(
    OUTPUT "${stem}.cpp" "${stem}.hpp"
    COMMAND "${Python3_EXECUTABLE}" "${CMAKE_SOURCE_DIR}/tools/embed" --kind "${EMBED_KIND}"
            --name "${EMBED_NAME}" --root "${EMBED_ROOT}" --out "${stem}" ${inputs}
    DEPENDS ${inputs} "${CMAKE_SOURCE_DIR}/tools/embed"
    COMMENT "embedding ${EMBED_NAME}" VERBATIM)
  target_sources(${target} PRIVATE "${stem}.cpp" "${stem}.hpp")
  target_include_directories(${target} PUBLIC "${dir}")
endfunction()
